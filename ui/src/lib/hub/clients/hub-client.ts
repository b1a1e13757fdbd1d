import type {
  Analysis,
  AnnotationChange,
  CameraSettings,
  CameraState,
  Capture,
  CaptureEvent,
  CapturePage,
  CapturePatch,
  CapturesChanged,
  CaptureSession,
  ControlState,
  CreatePreset,
  CreateUser,
  Diagnostics,
  FirstRun,
  HubHealth,
  Job,
  JobEstimate,
  JobOrder,
  JobSpec,
  LoginSession,
  MasterFormat,
  Pointer,
  Preset,
  Present,
  PresenceUpdate,
  SessionEntry,
  SessionPeople,
  SettingsUpdate,
  ThumbnailSize,
  Trust,
  UpdateUser,
  User,
} from '@eyepiece/shared-types';
import type { Connection } from '@eyepiece/client/socket/hub-link';
import type { AuditClient } from './audit-client.ts';
import type { ControlClient } from './control-client.ts';
import type { DiagnosticsClient } from './diagnostics-client.ts';
import type { Emitter } from '@eyepiece/client/emitter';
import type { HubError } from '@eyepiece/client/hub-error';
import type { InstrumentClient } from './instrument-client.ts';
import type { KeysClient } from './keys-client.ts';
import type { LibraryClient } from './library-client.ts';
import type { PoolClient } from './pool-client.ts';
import type { SessionClient } from './session-client.ts';
import type { StorageClient } from './storage-client.ts';

export interface Welcome {
  readonly user: User;
  readonly hubVersion: string;
  readonly uiVersion: string;
}

export interface HubEvents {
  connection: [Connection];
  welcome: [Welcome];
  /** Name or roles of this user have changed. */
  account: [User];
  cameras: [CameraState[]];
  camera: [CameraState];
  job: [Job];
  analysis: [cameraId: string, Analysis];
  presence: [Present[]];
  /** Health of the hub: after connecting, then on every change. */
  health: [HubHealth];
  control: [ControlState];
  /** A command was rejected because another user has control. */
  controlHeld: [HubError];
  pointer: [Pointer];
  annotation: [AnnotationChange];
  captureCreated: [Capture];
  captureUpdated: [Capture];
  captureDeleted: [{ id: string; cameraId: string; deletedAt: string }];
  /** Permanently deleted. */
  capturePurged: [{ id: string }];
  /** Several captures at once; replaces the events above. */
  capturesChanged: [CapturesChanged];
  /** Camera groups were created, changed or deleted. */
  groupsChanged: [];
  /** A session started, changed or ended; after connecting, all open sessions. */
  captureSession: [CaptureSession];
  /** Users joined or left a session. */
  sessionPeople: [SessionPeople];
  /** A log entry was added, or a note changed. */
  sessionEntry: [SessionEntry];
  sessionTyping: [{ sessionId: string; userId: string; name: string; typing: boolean }];
  /** Once a second while subscribed. */
  diagnostics: [Diagnostics];
  /** The role no longer permits the subscription. */
  diagnosticsEnded: [HubError];
  sessionExpired: [HubError];
  /** Hub clock minus local clock, ms. */
  clock: [number];
}

export type OneJob = Pick<Job, 'id' | 'cameraId'>;

export interface CaptureFilter {
  readonly q?: string;
  readonly cameraId?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly format?: MasterFormat;
  readonly jobId?: string;
  /** Captures of one order for several cameras. */
  readonly shotId?: string;
  /** Filtered copies of this capture. */
  readonly copiesOf?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tag?: string;
  readonly label?: string;
  readonly ratingMin?: number;
  /** ms */
  readonly exposureMin?: number;
  readonly exposureMax?: number;
  /** dB */
  readonly gainMin?: number;
  readonly gainMax?: number;
  /** Lists the trash instead of the library. */
  readonly deleted?: boolean;
}

/**
 * Everything the page requests from a hub, except frames, which use their own link. Every method rejects with a
 * HubError.
 */
export interface HubClient {
  readonly events: Emitter<HubEvents>;
  readonly clientId: string;
  readonly instrument: InstrumentClient;
  readonly control: ControlClient;
  readonly library: LibraryClient;
  readonly sessions: SessionClient;
  readonly storage: StorageClient;
  readonly audit: AuditClient;
  readonly keys: KeysClient;
  readonly pool: PoolClient;
  readonly diagnostics: DiagnosticsClient;

  connect(): void;
  disconnect(): void;
  retryNow(): void;

  /** How to reach the hub over HTTPS, and what to trust. Needs no sign-in. */
  trust(): Promise<Trust>;
  /** The version of the page that a reload would load. */
  servedUiVersion(): Promise<string>;
  /** Whether the hub waits for its first administrator. Needs no sign-in. */
  awaitsFirstAdministrator(): Promise<boolean>;
  /** Creates the first administrator with the link that the hub printed, and signs in. */
  createFirstAdministrator(input: FirstRun): Promise<User>;
  me(): Promise<User>;
  login(email: string, password: string): Promise<User>;
  logout(): Promise<void>;
  changePassword(current: string, password: string): Promise<void>;
  /** Login sessions of this user. */
  listLoginSessions(): Promise<LoginSession[]>;
  endLoginSession(id: string): Promise<void>;
  endOtherLoginSessions(): Promise<void>;
  /** Ends all login sessions of a user, for administrators. Returns their number. */
  endLoginSessionsOf(userId: string): Promise<number>;

  /** Never queued: rejects at once while disconnected. */
  updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings>;
  /** Makes the camera service search for a lost camera now. */
  retryCamera(cameraId: string): Promise<void>;
  capture(request: CaptureEvent): Promise<Capture>;
  /** Cancels a capture of `exposing` in the state of the camera. */
  cancelCapture(cameraId: string, captureId: string): Promise<void>;
  startJob(cameraId: string, job: JobOrder): Promise<Job>;
  /** Estimates what a job needs, without starting it. */
  estimateJob(cameraId: string, job: JobSpec): Promise<JobEstimate>;
  cancelJob(job: OneJob): Promise<Job>;
  resumeJob(job: OneJob): Promise<Job>;
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
