import { AnnotationEntity, AnnotationRevisionEntity } from './annotation.ts';
import { ArchiveEntity } from './archive.ts';
import { AuditEventEntity } from './audit-event.ts';
import { CameraEntity, ObjectiveEntity } from './camera.ts';
import { CameraHomeEntity } from './camera-home.ts';
import { CaptureSessionEntity, SessionParticipantEntity } from './capture-session.ts';
import { CaptureEntity, CaptureNumberEntity, CaptureRevisionEntity, CaptureWordsEntity } from './capture.ts';
import { InstallationEntity } from './installation.ts';
import { JobEntity } from './job.ts';
import { LoginSessionEntity } from './login-session.ts';
import { RetentionPlanEntity, RetentionPlanItemEntity, StorageRulesEntity } from './retention.ts';
import { SessionEntryEntity, SessionEntryRevisionEntity } from './session-entry.ts';
import { SettingsPresetEntity } from './settings-preset.ts';
import { ShareEntity } from './share.ts';
import { CameraRoleEntity, UserEntity } from './user.ts';

export const ENTITIES = [
  InstallationEntity,
  UserEntity,
  CameraEntity,
  ObjectiveEntity,
  CameraHomeEntity,
  CameraRoleEntity,
  CaptureEntity,
  CaptureRevisionEntity,
  CaptureWordsEntity,
  CaptureNumberEntity,
  JobEntity,
  CaptureSessionEntity,
  SessionParticipantEntity,
  SessionEntryEntity,
  SessionEntryRevisionEntity,
  SettingsPresetEntity,
  StorageRulesEntity,
  RetentionPlanEntity,
  RetentionPlanItemEntity,
  AnnotationEntity,
  AnnotationRevisionEntity,
  ArchiveEntity,
  ShareEntity,
  LoginSessionEntity,
  AuditEventEntity,
];
