import { AnnotationEntity, AnnotationRevisionEntity } from './library/annotation.ts';
import { ArchiveEntity } from './library/archive.ts';
import { ApiKeyEntity } from './people/api-key.ts';
import { AuditEventEntity } from './people/audit-event.ts';
import { CameraEntity, ObjectiveEntity } from './cameras/camera.ts';
import { CameraGroupEntity, ShotEntity } from './cameras/camera-group.ts';
import { CameraHomeEntity } from './cameras/camera-home.ts';
import { CaptureSessionEntity, SessionParticipantEntity } from './sessions/capture-session.ts';
import { CaptureEntity, CaptureNumberEntity, CaptureRevisionEntity, CaptureWordsEntity, RemovedCaptureEntity } from './library/capture.ts';
import { InstallationEntity } from './installation.ts';
import { JobEntity } from './cameras/job.ts';
import { LoginSessionEntity } from './people/login-session.ts';
import { RetentionPlanEntity, RetentionPlanItemEntity, StorageRulesEntity } from './library/retention.ts';
import { SessionEntryEntity, SessionEntryRevisionEntity } from './sessions/session-entry.ts';
import { SettingsPresetEntity } from './cameras/settings-preset.ts';
import { ShareEntity } from './people/share.ts';
import { CameraRoleEntity, UserEntity } from './people/user.ts';

export const ENTITIES = [
  InstallationEntity,
  UserEntity,
  CameraEntity,
  ObjectiveEntity,
  CameraHomeEntity,
  CameraGroupEntity,
  ShotEntity,
  CameraRoleEntity,
  CaptureEntity,
  CaptureRevisionEntity,
  CaptureWordsEntity,
  CaptureNumberEntity,
  RemovedCaptureEntity,
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
  ApiKeyEntity,
  AuditEventEntity,
];
