import { AnnotationEntity, AnnotationRevisionEntity } from './annotation.ts';
import { AuditEventEntity } from './audit-event.ts';
import { CameraEntity } from './camera.ts';
import { CaptureRevisionEntity } from './capture-revision.ts';
import { CaptureSessionEntity } from './capture-session.ts';
import { CaptureWordsEntity } from './capture-words.ts';
import { CaptureEntity } from './capture.ts';
import { InstallationEntity } from './installation.ts';
import { JobEntity } from './job.ts';
import { LoginSessionEntity } from './login-session.ts';
import { ObjectiveEntity } from './objective.ts';
import { SessionEntryEntity } from './session-entry.ts';
import { SessionEntryRevisionEntity } from './session-entry-revision.ts';
import { SessionParticipantEntity } from './session-participant.ts';
import { RetentionPlanEntity, RetentionPlanItemEntity } from './retention-plan.ts';
import { SettingsPresetEntity } from './settings-preset.ts';
import { StorageRulesEntity } from './storage-rules.ts';
import { ShareEntity } from './share.ts';
import { UserEntity } from './user.ts';

export const ENTITIES = [
  InstallationEntity,
  UserEntity,
  CameraEntity,
  ObjectiveEntity,
  CaptureEntity,
  CaptureRevisionEntity,
  CaptureWordsEntity,
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
  ShareEntity,
  LoginSessionEntity,
  AuditEventEntity,
];
