/** Socket.IO events between hub and viewers, typed on both sides, validated on the hub's. */
import { z } from 'zod';
import type { CameraState, Capture, Role, User } from './api.ts';
import type { AckError } from './errors.ts';
import { captureRequestSchema, cameraIdSchema } from './link.ts';
import { settingsUpdateSchema, type CameraSettings } from './settings.ts';

export type Ack<T> = (reply: ({ ok: true } & T) | { ok: false; error: AckError }) => void;

export const watchSchema = z.strictObject({
  cameraId: cameraIdSchema,
  maxWidth: z.int().min(16).max(65535).optional(),
  maxFps: z.number().positive().max(1000).optional(),
  flow: z.enum(['ack', 'none']).default('ack'),
});
export type Watch = z.input<typeof watchSchema>;
export const unwatchSchema = z.strictObject({ cameraId: cameraIdSchema });
export const settingsUpdateEventSchema = z.strictObject({ cameraId: cameraIdSchema, settings: settingsUpdateSchema });
export const cameraRetrySchema = z.strictObject({ cameraId: cameraIdSchema });
export type SettingsUpdateEvent = z.infer<typeof settingsUpdateEventSchema>;
export const captureEventSchema = z.strictObject({ ...captureRequestSchema.shape, cameraId: cameraIdSchema });
export type CaptureEvent = z.infer<typeof captureEventSchema>;
export const VIEWS = ['live', 'library', 'detail', 'admin'] as const;
export const presenceUpdateSchema = z.strictObject({ view: z.enum(VIEWS), cameraId: cameraIdSchema.optional() });
export type PresenceUpdate = z.infer<typeof presenceUpdateSchema>;

/** What a viewer should do to keep frames coming, and what it is given. */
export interface Flow {
  readonly cameraId: string;
  /** Acknowledge every n-th frame (and at least every 400 ms while there is something to acknowledge). */
  readonly ackEvery: number;
  /** Frames that may be on their way unacknowledged. */
  readonly window: number;
  /** Width of the rendition, px; 0 until the first frame. */
  readonly width: number;
  /** Frames replaced by newer ones for this viewer since `watch`. */
  readonly dropped: number;
  /** Set while the hub sends less than was asked for, or waits for the viewer. */
  readonly reason?: 'narrow_link' | 'stalled';
}

/** One person who has the workstation open. */
export interface Present {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly tabs: number;
  /** Cameras this person watches now. */
  readonly cameraIds: readonly string[];
  readonly view: (typeof VIEWS)[number];
}

export interface ClientToServerEvents {
  watch: (request: Watch, ack: Ack<{ flow: Flow; camera: CameraState }>) => void;
  unwatch: (request: { cameraId: string }, ack?: Ack<object>) => void;
  'frame:ack': (cameraId: string, seq: number) => void;
  'settings:update': (request: SettingsUpdateEvent, ack: Ack<{ settings: CameraSettings }>) => void;
  /** Look for a camera that was lost now. */
  'camera:retry': (request: { cameraId: string }, ack: Ack<object>) => void;
  capture: (request: CaptureEvent, ack: Ack<{ capture: Capture }>) => void;
  'presence:update': (request: PresenceUpdate) => void;
  'time:sync': (request: object, ack: (reply: { hubTimeUs: number }) => void) => void;
}

export interface ServerToClientEvents {
  /** Sent once after connecting, before anything else. */
  welcome: (hello: { user: User; hubVersion: string; uiVersion: string; hubTimeUs: number }) => void;
  frame: (cameraId: string, frame: Uint8Array) => void;
  flow: (flow: Flow) => void;
  cameras: (cameras: CameraState[]) => void;
  'camera:state': (camera: CameraState) => void;
  presence: (people: Present[]) => void;
  'capture:created': (capture: Capture) => void;
  'capture:updated': (capture: Capture) => void;
  'capture:deleted': (capture: { id: string; cameraId: string; deletedAt: string }) => void;
  /** The session ended on the hub: token expired, account disabled. The socket is closed after it. */
  'session:expired': (why: AckError) => void;
}

/** What the handshake's `auth` may carry. Without a token the session cookie counts. */
export const handshakeAuthSchema = z.object({
  token: z.string().max(4096).optional(),
  /** The same for all connections of one browser tab: a tab that uses two connections is one viewer. */
  clientId: z.string().max(64).optional(),
  /** `frames`: this connection carries pictures only and is sent no other events. */
  purpose: z.enum(['all', 'frames']).default('all'),
});
export type HandshakeAuth = z.input<typeof handshakeAuthSchema>;
