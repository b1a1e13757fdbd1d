/** Socket.IO events between hub and viewers, typed on both sides, validated on the hub's. */
import { z } from 'zod';
import type { CameraChange, CameraState, Capture, DescribedCamera, Role, User } from './api.ts';
import type { AckError } from './errors.ts';
import { analysisWishSchema, type Analysis, type AnalysisWish } from './analysis.ts';
import type { Annotation, AnnotationChange, AnnotationPut, AnnotationRevision, Pointer, PointerEvent } from './annotations.ts';
import { controlEpochSchema, type ControlState } from './control.ts';
import { correctionsUpdateSchema, type Corrections, type CorrectionsUpdate } from './corrections.ts';
import { jobSpecSchema, type Job, type JobEstimate, type JobSpec } from './jobs.ts';
import type { CapturesChanged } from './library.ts';
import { captureRequestSchema } from './link.ts';
import { chooseObjectiveSchema, type Objective } from './optics.ts';
import { cameraIdSchema, uuidSchema } from './primitives.ts';
import type { CaptureSession, SessionEntry, SessionNote, SessionPeople } from './sessions.ts';
import { memoryChannelSchema, settingsUpdateSchema, type CameraSettings, type MemoryChannel } from './settings.ts';

export type Ack<T> = (reply: ({ ok: true } & T) | { ok: false; error: AckError }) => void;

export const watchSchema = z.strictObject({
  cameraId: cameraIdSchema,
  maxWidth: z.int().min(16).max(65535).optional(),
  maxFps: z.number().positive().max(1000).optional(),
  flow: z.enum(['ack', 'none']).default('ack'),
});
export type Watch = z.input<typeof watchSchema>;
export const unwatchSchema = z.strictObject({ cameraId: cameraIdSchema });
/** Orders that need control carry the epoch they were given under; without one, only the holder counts. */
const underControl = { cameraId: cameraIdSchema, epoch: controlEpochSchema.optional() };
export const settingsUpdateEventSchema = z.strictObject({ ...underControl, settings: settingsUpdateSchema });
export const cameraRetrySchema = z.strictObject({ cameraId: cameraIdSchema });
export type SettingsUpdateEvent = z.infer<typeof settingsUpdateEventSchema>;
export const captureEventSchema = z.strictObject({ ...captureRequestSchema.shape, ...underControl });
export type CaptureEvent = z.infer<typeof captureEventSchema>;
export const cameraFireSchema = z.strictObject(underControl);
export const memoryEventSchema = z.strictObject({ ...underControl, channel: memoryChannelSchema });
export const jobStartEventSchema = z.strictObject({ ...underControl, job: jobSpecSchema });
export const jobEventSchema = z.strictObject({ jobId: uuidSchema, epoch: controlEpochSchema.optional() });
export const correctionsEventSchema = z.strictObject({ ...underControl, corrections: correctionsUpdateSchema });
export const analysisWatchSchema = z.strictObject({ cameraId: cameraIdSchema, ...analysisWishSchema.shape });
export const analysisUnwatchSchema = z.strictObject({ cameraId: cameraIdSchema });
export const objectiveChooseEventSchema = z.strictObject({ ...underControl, ...chooseObjectiveSchema.shape });
export const VIEWS = ['live', 'wall', 'library', 'detail', 'compare', 'sessions', 'admin'] as const;
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
  /** Came by a share link. */
  readonly guest: boolean;
  /** Picks a colour from a fixed set: no two people have the same while there are enough, and it stays while somebody is here. */
  readonly color: number;
}

/** How the hub itself fares. Live pictures go on whatever it says; captures wait in the camera services meanwhile. */
export interface HubHealth {
  readonly database: 'ok' | 'unavailable';
  /** That captures may still take: the least of what disk and quota leave. */
  readonly freeBytes: number;
  /** What is full, so that captures stay where they were taken. */
  readonly full: 'disk' | 'quota' | null;
}

export interface ClientToServerEvents {
  watch: (request: Watch, ack: Ack<{ flow: Flow; camera: CameraState }>) => void;
  unwatch: (request: { cameraId: string }, ack?: Ack<object>) => void;
  'frame:ack': (cameraId: string, seq: number) => void;
  'settings:update': (request: SettingsUpdateEvent, ack: Ack<{ settings: CameraSettings }>) => void;
  /** Look for a camera that was lost now. */
  'camera:retry': (request: { cameraId: string }, ack: Ack<object>) => void;
  capture: (request: CaptureEvent, ack: Ack<{ capture: Capture }>) => void;
  'job:start': (request: { cameraId: string; job: JobSpec; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  /** What a job would need; nothing is started. */
  'job:estimate': (request: { cameraId: string; job: JobSpec }, ack: Ack<{ estimate: JobEstimate }>) => void;
  'job:cancel': (request: { jobId: string; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  'job:resume': (request: { jobId: string; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  /** Asks for `camera:analysis`; a second call replaces the first of this connection and camera. */
  'analysis:watch': (request: AnalysisWish & { cameraId: string }, ack: Ack<object>) => void;
  'analysis:unwatch': (request: { cameraId: string }, ack?: Ack<object>) => void;
  'corrections:update': (
    request: { cameraId: string; corrections: CorrectionsUpdate; epoch?: number },
    ack: Ack<{ corrections: Corrections }>,
  ) => void;
  /** Software trigger: one exposure. */
  'camera:fire': (request: { cameraId: string; epoch?: number }, ack: Ack<object>) => void;
  /** Into and out of the camera's own memory. */
  'settings:save': (request: { cameraId: string; channel: MemoryChannel; epoch?: number }, ack: Ack<object>) => void;
  'settings:load': (request: { cameraId: string; channel: MemoryChannel; epoch?: number }, ack: Ack<{ settings: CameraSettings }>) => void;
  'objective:choose': (
    request: { cameraId: string; objectiveId: string | null; epoch?: number },
    ack: Ack<{ objective: Objective | null }>,
  ) => void;
  'presence:update': (request: PresenceUpdate) => void;
  /** A free camera is taken at once; otherwise the holder is asked, and silence for 15 s grants. */
  'control:request': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** Takes one's own request back. */
  'control:withdraw': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  'control:release': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** The holder hands over to who asked. */
  'control:grant': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** The holder keeps it. */
  'control:deny': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** Administrators, with a reason that is written down. */
  'control:take': (request: { cameraId: string; reason: string }, ack: Ack<{ control: ControlState }>) => void;
  /** Says that somebody is still there, against the idle limit; does nothing for others than the holder. */
  'control:active': (request: { cameraId: string }, ack?: Ack<object>) => void;
  'session:join': (request: { sessionId: string }, ack: Ack<{ session: CaptureSession }>) => void;
  'session:leave': (request: { sessionId: string }, ack: Ack<{ session: CaptureSession }>) => void;
  'session:note': (request: SessionNote, ack: Ack<{ entry: SessionEntry }>) => void;
  /** Takes a note back. */
  'session:unnote': (request: { sessionId: string; entryId: number }, ack: Ack<{ entry: SessionEntry }>) => void;
  'session:typing': (request: { sessionId: string; typing: boolean }) => void;
  pointer: (request: PointerEvent) => void;
  'annotation:put': (request: AnnotationPut, ack: Ack<{ annotation: Annotation; replaced?: AnnotationRevision }>) => void;
  'annotation:remove': (
    request: { id: string; revision?: number },
    ack: Ack<{ annotation: Annotation; replaced?: AnnotationRevision }>,
  ) => void;
  /** Brings a removed one back as it was. */
  'annotation:restore': (request: { id: string }, ack: Ack<{ annotation: Annotation }>) => void;
  'time:sync': (request: object, ack: (reply: { hubTimeUs: number }) => void) => void;
}

export interface ServerToClientEvents {
  /** Sent once after connecting, before anything else. */
  welcome: (hello: { user: User; hubVersion: string; uiVersion: string; hubTimeUs: number }) => void;
  frame: (cameraId: string, frame: Uint8Array) => void;
  flow: (flow: Flow) => void;
  cameras: (cameras: CameraState[]) => void;
  /** Who a camera is and what it can do has changed. */
  'camera:described': (camera: DescribedCamera) => void;
  /** All else of its state: at the first change at once, then at most four times a second. */
  'camera:state': (camera: CameraChange) => void;
  /** At every change of a job, at most twice a second for each. */
  'job:progress': (job: Job) => void;
  'camera:analysis': (cameraId: string, analysis: Analysis) => void;
  presence: (people: Present[]) => void;
  /** After connecting, then at every change. */
  'hub:health': (health: HubHealth) => void;
  /** Of every camera after connecting, then at every change. */
  'control:state': (control: ControlState) => void;
  /** A session started, changed or ended; all open ones after connecting. When people come and go: at most once a second. */
  'session:state': (session: CaptureSession) => void;
  /** People joined or left a session: only those, and the counts. At most twice a second for each session. */
  'session:people': (news: SessionPeople) => void;
  /** The log of a session grew, or a note in it was edited. */
  'session:event': (entry: SessionEntry) => void;
  'session:typing': (who: { sessionId: string; userId: string; name: string; typing: boolean }) => void;
  pointer: (pointer: Pointer) => void;
  'annotation:changed': (change: AnnotationChange) => void;
  'capture:created': (capture: Capture) => void;
  'capture:updated': (capture: Capture) => void;
  /** Into the trash. */
  'capture:deleted': (capture: { id: string; cameraId: string; deletedAt: string }) => void;
  /** Out of the trash for good. */
  'capture:purged': (capture: { id: string }) => void;
  /** Instead of the above, when several were changed at once. */
  'captures:changed': (changed: CapturesChanged) => void;
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
