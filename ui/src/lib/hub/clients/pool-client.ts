import type {
  CameraGroup,
  CopySettings,
  CreateCameraGroup,
  CreateShot,
  SettingsCopy,
  Shot,
  UpdateCameraGroup,
} from '@eyepiece/shared-types';

/** Several cameras at once. Every method rejects with a HubError. */
export interface PoolClient {
  /** By name. */
  listGroups(): Promise<CameraGroup[]>;
  createGroup(group: CreateCameraGroup): Promise<CameraGroup>;
  updateGroup(id: string, change: UpdateCameraGroup): Promise<CameraGroup>;
  deleteGroup(id: string): Promise<void>;
  /** Takes a picture with each camera. A camera that fails does not make it reject. */
  takeShot(order: CreateShot): Promise<Shot>;
  copySettings(order: CopySettings): Promise<SettingsCopy>;
}
