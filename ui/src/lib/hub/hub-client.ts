import type {
  CameraSettings,
  CameraState,
  Capture,
  CaptureEvent,
  CaptureFormat,
  CapturePage,
  CapturePatch,
  CreatePreset,
  CreateUser,
  Preset,
  Present,
  PresenceUpdate,
  SettingsUpdate,
  ThumbnailSize,
  UpdateUser,
  User,
} from '@eyepiece/shared-types';
import type { Emitter } from './emitter.ts';
import type { HubError } from './hub-error.ts';

export interface Welcome {
  readonly user: User;
  readonly hubVersion: string;
  readonly uiVersion: string;
}

export type Connection =
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** `nextTryAtMs` (performance clock) is null while a try is under way. */
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly nextTryAtMs: number | null };

export interface HubEvents {
  connection: [Connection];
  welcome: [Welcome];
  cameras: [CameraState[]];
  camera: [CameraState];
  presence: [Present[]];
  captureCreated: [Capture];
  captureUpdated: [Capture];
  captureDeleted: [{ id: string; cameraId: string; deletedAt: string }];
  sessionExpired: [HubError];
  /** Hub clock minus this machine's, ms. */
  clock: [number];
}

export interface CaptureFilter {
  readonly q?: string;
  readonly cameraId?: string;
  readonly format?: CaptureFormat;
  readonly from?: string;
  readonly to?: string;
}

/** Everything the page asks of a hub except frames, which have their own link. Every method rejects with a HubError. */
export interface HubClient {
  readonly events: Emitter<HubEvents>;
  readonly clientId: string;

  connect(): void;
  disconnect(): void;
  retryNow(): void;

  hubVersion(): Promise<string>;
  /** The version of the page that a reload would bring. */
  servedUiVersion(): Promise<string>;
  me(): Promise<User>;
  login(email: string, password: string): Promise<User>;
  logout(): Promise<void>;
  changePassword(current: string, password: string): Promise<void>;

  /** Never queued: rejects at once while the hub is away. */
  updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings>;
  /** Makes the camera service look for a camera that it lost now. */
  retryCamera(cameraId: string): Promise<void>;
  capture(request: CaptureEvent): Promise<Capture>;
  setPresence(update: PresenceUpdate): void;

  listCaptures(filter: CaptureFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal): Promise<CapturePage>;
  getCapture(id: string): Promise<Capture>;
  updateCapture(id: string, patch: CapturePatch): Promise<Capture>;
  deleteCapture(id: string): Promise<void>;
  restoreCapture(id: string): Promise<Capture>;
  thumbnailUrl(capture: Capture, size: ThumbnailSize): string;
  originalUrl(capture: Capture): string;
  downloadUrl(capture: Capture): string;

  listPresets(): Promise<Preset[]>;
  createPreset(preset: CreatePreset): Promise<Preset>;
  deletePreset(id: string): Promise<void>;

  listUsers(): Promise<User[]>;
  createUser(user: CreateUser): Promise<User>;
  updateUser(id: string, change: UpdateUser): Promise<User>;
}
