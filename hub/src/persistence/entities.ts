import { AuditEventEntity } from './audit-event.ts';
import { CameraEntity } from './camera.ts';
import { CaptureSessionEntity } from './capture-session.ts';
import { CaptureEntity } from './capture.ts';
import { SettingsPresetEntity } from './settings-preset.ts';
import { UserEntity } from './user.ts';

export const ENTITIES = [UserEntity, CameraEntity, CaptureEntity, CaptureSessionEntity, SettingsPresetEntity, AuditEventEntity];
