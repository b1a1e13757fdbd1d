/** Socket.IO events between hub and viewers: typed on both sides, validated in the hub. */
import { z } from 'zod';
import type { Diagnostics, DiagnosticsWatch, ProcessSample } from '../diagnostics.ts';
import type { AckError } from '../errors.ts';
import { analysisRequestSchema, type Analysis, type AnalysisRequest } from '../camera/analysis.ts';
import { controlEpochSchema, type ControlState } from '../camera/control.ts';
import { correctionsUpdateSchema, type Corrections, type CorrectionsUpdate } from '../camera/corrections.ts';
import { jobOrderSchema, type Job, type JobEstimate, type JobOrder } from '../camera/jobs.ts';
import { chooseObjectiveSchema, type Objective } from '../camera/optics.ts';
import { memoryChannelSchema, settingsUpdateSchema, type CameraSettings, type MemoryChannel } from '../camera/settings.ts';
import type { CameraChange, CameraState, DescribedCamera } from '../camera/state.ts';
import type { Annotation, AnnotationChange, AnnotationPut, AnnotationRevision, Pointer, PointerEvent } from '../library/annotations.ts';
import type { CapturesChanged } from '../library/bulk.ts';
import type { Capture, CaptureReply } from '../library/captures.ts';
import type { User } from '../people/accounts.ts';
import type { Role } from '../people/roles.ts';
import type { CaptureSession, SessionEntry, SessionNote, SessionPeople } from '../people/sessions.ts';
import { cameraIdSchema, idOf } from '../primitives.ts';
import { captureRequestSchema } from '../wire/captures.ts';
import type { VideoTier } from '../streams/video-tiers.ts';

export type Ack<T> = (reply: ({ ok: true } & T) | { ok: false; error: AckError }) => void;

/** What a viewer prefers: video on links that do not carry JPEG, always JPEG, or video wherever it fits. */
export const PICTURE_PREFERENCES = ['automatic', 'exact', 'economical'] as const;
export type PicturePreference = (typeof PICTURE_PREFERENCES)[number];

export const watchSchema = z
  .strictObject({
    cameraId: cameraIdSchema,
    maxWidth: z.int().min(16).max(65535).optional().meta({ description: 'Width that the client shows, px; absent: that of the camera' }),
    maxFps: z.number().positive().max(1000).optional().meta({ description: 'Frames per second at most; absent: those of the camera' }),
    flow: z
      .enum(['ack', 'none'])
      .default('ack')
      .meta({ description: 'ack: the client acknowledges frames; none: it gets frames while its socket is empty' }),
    video: z
      .tuple([z.literal('h264', 'h264 is the only codec')], 'a list with the one codec h264')
      .optional()
      .meta({ description: 'Codecs that the client decodes; absent: it gets JPEG frames only' }),
    prefer: z
      .enum(PICTURE_PREFERENCES)
      .optional()
      .meta({ description: 'automatic: video where the link does not carry JPEG; exact: JPEG; economical: video wherever it fits' }),
    samples: z
      .boolean()
      .optional()
      .meta({ description: 'The client decodes samples and wants them in place of pictures while the camera offers them' }),
  })
  .refine(({ flow, samples }) => flow === 'ack' || samples !== true, {
    path: ['samples'],
    error: "samples need flow 'ack': their frames are large, and the hub must know what has arrived",
  })
  .refine(({ flow, video }) => flow === 'ack' || video === undefined, {
    path: ['video'],
    error: "video needs flow 'ack': without acknowledgements the hub does not know when a frame is missing",
  });
export type Watch = z.input<typeof watchSchema>;
export const unwatchSchema = z.strictObject({ cameraId: cameraIdSchema });
export const videoResetSchema = z.strictObject({ cameraId: cameraIdSchema });
/** Commands that need control may contain an epoch. Without one the hub checks only the current holder. */
const underControl = { cameraId: cameraIdSchema, epoch: controlEpochSchema.optional() };
export const settingsUpdateEventSchema = z.strictObject({ ...underControl, settings: settingsUpdateSchema });
export const cameraRetrySchema = z.strictObject({ cameraId: cameraIdSchema });
export type SettingsUpdateEvent = z.infer<typeof settingsUpdateEventSchema>;
export const captureEventSchema = z.strictObject({ ...captureRequestSchema.shape, ...underControl });
export type CaptureEvent = z.infer<typeof captureEventSchema>;
export const cameraFireSchema = z.strictObject(underControl);
/** Of the live picture, for everybody. */
export const liveStateSchema = z.strictObject({ stopped: z.boolean().meta({ description: 'true stops it, false starts it' }) });
export type LiveState = z.infer<typeof liveStateSchema>;
export const liveSetEventSchema = z.strictObject({ ...underControl, ...liveStateSchema.shape });
export const memoryEventSchema = z.strictObject({ ...underControl, channel: memoryChannelSchema });
export const captureCancelEventSchema = z.strictObject({ ...underControl, captureId: idOf('capture') });
export const jobStartEventSchema = z.strictObject({ ...underControl, job: jobOrderSchema });
export const jobEventSchema = z.strictObject({ jobId: idOf('job'), epoch: controlEpochSchema.optional() });
export const correctionsEventSchema = z.strictObject({ ...underControl, corrections: correctionsUpdateSchema });
export const analysisWatchSchema = z.strictObject({ cameraId: cameraIdSchema, ...analysisRequestSchema.shape });
export const analysisUnwatchSchema = z.strictObject({ cameraId: cameraIdSchema });
export const objectiveChooseEventSchema = z.strictObject({ ...underControl, ...chooseObjectiveSchema.shape });
export const VIEWS = ['live', 'wall', 'library', 'detail', 'compare', 'sessions', 'admin'] as const;
export const presenceUpdateSchema = z.strictObject({
  view: z.enum(VIEWS).meta({ description: 'What the page shows' }),
  cameraId: cameraIdSchema.optional().meta({ description: 'Id of the camera that it shows; absent: none' }),
});
export type PresenceUpdate = z.infer<typeof presenceUpdateSchema>;

/** How a viewer must acknowledge frames, and how the hub serves it. */
export interface Flow {
  readonly cameraId: string;
  /** Acknowledge every n-th frame, and at least every ACK_INTERVAL_MS while frames are unacknowledged. */
  readonly ackEvery: number;
  /** Maximum unacknowledged frames in flight. */
  readonly window: number;
  /** Width of the rendition, px; 0 until the first frame. */
  readonly width: number;
  /** JPEG quality of the rendition, if it is below that of the camera beyond its size. */
  readonly quality?: number;
  /** Frames replaced by newer ones for this viewer since `watch`. */
  readonly dropped: number;
  /** Set while the hub sends less than requested, or waits for the viewer. */
  readonly reason?: 'narrow_link' | 'stalled';
  /** The tier that is sent now; absent while JPEG frames are sent. */
  readonly video?: VideoTier;
  /** Set while frames of samples are sent. */
  readonly samples?: true;
}

/** A user with an open page. */
export interface Present {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly tabs: number;
  /** Cameras that the user watches now. */
  readonly cameraIds: readonly string[];
  readonly view: (typeof VIEWS)[number];
  /** Entered with a share link. */
  readonly guest: boolean;
  /** Index into a fixed set of colours. Unique while there are enough colours, and constant while the user is connected. */
  readonly color: number;
}

/** Health of the hub. Live pictures continue in every state; captures wait in the camera services. */
export interface HubHealth {
  readonly database: 'ok' | 'unavailable';
  /** Space left for captures: the smaller of disk and quota. */
  readonly freeBytes: number;
  /** What is full. Captures then stay at the camera service. */
  readonly full: 'disk' | 'quota' | null;
  /** The store of captures: `full` has no space left, `refuses` denies access. Captures then stay at the camera service. */
  readonly store: 'ok' | 'unavailable' | 'full' | 'refuses';
  /** With several hubs: whether this hub hears of the others. Absent for a single hub. */
  readonly redis?: 'ok' | 'unavailable';
  /** With several hubs: whether this hub is connected to all others that are alive. Absent for a single hub. */
  readonly hubs?: 'ok' | 'unreachable';
  /**
   * The certificate of HTTPS. `not_renewed`: the certificate in use stays, because its successor cannot be used or made.
   * `expiring`: within ten days. `invalid`: expired, or not valid yet. Absent without HTTPS.
   */
  readonly certificate?: 'ok' | 'not_renewed' | 'expiring' | 'invalid';
}

export interface ClientToServerEvents {
  watch: (request: Watch, ack: Ack<{ flow: Flow; camera: CameraState }>) => void;
  unwatch: (request: { cameraId: string }, ack?: Ack<object>) => void;
  'frame:ack': (cameraId: string, seq: number) => void;
  /** The decoder lost its state: the next video frame must be a key frame. */
  'video:reset': (request: { cameraId: string }, ack?: Ack<object>) => void;
  'settings:update': (request: SettingsUpdateEvent, ack: Ack<{ settings: CameraSettings }>) => void;
  /** Looks for a lost camera now. */
  'camera:retry': (request: { cameraId: string }, ack: Ack<object>) => void;
  capture: (request: CaptureEvent, ack: Ack<CaptureReply>) => void;
  /** Cancels a capture of `exposing` in the state of the camera. `conflict`: it is exposed and will be stored. */
  'capture:cancel': (request: { cameraId: string; captureId: string; epoch?: number }, ack: Ack<object>) => void;
  'job:start': (request: { cameraId: string; job: JobOrder; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  /** Estimates a job without starting it. */
  'job:estimate': (request: { cameraId: string; job: JobOrder }, ack: Ack<{ estimate: JobEstimate }>) => void;
  'job:cancel': (request: { jobId: string; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  'job:resume': (request: { jobId: string; epoch?: number }, ack: Ack<{ job: Job }>) => void;
  /** Subscribes to `camera:analysis`. A second call for the same camera replaces the first of this connection. */
  'analysis:watch': (request: AnalysisRequest & { cameraId: string }, ack: Ack<object>) => void;
  'analysis:unwatch': (request: { cameraId: string }, ack?: Ack<object>) => void;
  'corrections:update': (
    request: { cameraId: string; corrections: CorrectionsUpdate; epoch?: number },
    ack: Ack<{ corrections: Corrections }>,
  ) => void;
  /** Software trigger: one exposure. */
  'camera:fire': (request: { cameraId: string; epoch?: number }, ack: Ack<object>) => void;
  /** Stops or starts the live picture for everybody. */
  'live:set': (request: { cameraId: string; stopped: boolean; epoch?: number }, ack: Ack<object>) => void;
  /** Writes and reads the camera's own memory. */
  'settings:save': (request: { cameraId: string; channel: MemoryChannel; epoch?: number }, ack: Ack<object>) => void;
  'settings:load': (request: { cameraId: string; channel: MemoryChannel; epoch?: number }, ack: Ack<{ settings: CameraSettings }>) => void;
  'objective:choose': (
    request: { cameraId: string; objectiveId: string | null; epoch?: number },
    ack: Ack<{ objective: Objective | null }>,
  ) => void;
  'presence:update': (request: PresenceUpdate) => void;
  /** Takes a free camera at once; otherwise asks the holder. Without an answer control passes after 15 s. */
  'control:request': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** Withdraws the user's own request. */
  'control:withdraw': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  'control:release': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** The holder grants the request. */
  'control:grant': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** The holder denies the request. */
  'control:deny': (request: { cameraId: string }, ack: Ack<{ control: ControlState }>) => void;
  /** For administrators; the reason is recorded. */
  'control:take': (request: { cameraId: string; reason: string }, ack: Ack<{ control: ControlState }>) => void;
  /** Restarts the idle limit of the holder; has no effect for other users. */
  'control:active': (request: { cameraId: string }, ack?: Ack<object>) => void;
  'session:join': (request: { sessionId: string }, ack: Ack<{ session: CaptureSession }>) => void;
  'session:leave': (request: { sessionId: string }, ack: Ack<{ session: CaptureSession }>) => void;
  'session:note': (request: SessionNote, ack: Ack<{ entry: SessionEntry }>) => void;
  /** Removes a note. */
  'session:unnote': (request: { sessionId: string; entryId: number }, ack: Ack<{ entry: SessionEntry }>) => void;
  'session:typing': (request: { sessionId: string; typing: boolean }) => void;
  pointer: (request: PointerEvent) => void;
  'annotation:put': (request: AnnotationPut, ack: Ack<{ annotation: Annotation; replaced?: AnnotationRevision }>) => void;
  'annotation:remove': (
    request: { id: string; revision?: number },
    ack: Ack<{ annotation: Annotation; replaced?: AnnotationRevision }>,
  ) => void;
  /** Restores a removed annotation. */
  'annotation:restore': (request: { id: string }, ack: Ack<{ annotation: Annotation }>) => void;
  /** For administrators: subscribes to `diagnostics`. A second call replaces the first of this connection. */
  'diagnostics:watch': (request: DiagnosticsWatch, ack: Ack<{ samples: readonly ProcessSample[] }>) => void;
  'diagnostics:unwatch': (request: object, ack?: Ack<object>) => void;
  'time:sync': (request: object, ack: (reply: { hubTimeUs: number }) => void) => void;
}

export interface ServerToClientEvents {
  /** Sent once after connecting, before anything else. */
  /** Name, role or roles at cameras of the user of this connection have changed; for guests, the scope of their link. */
  account: (user: User) => void;
  welcome: (hello: { user: User; hubVersion: string; uiVersion: string; hubTimeUs: number }) => void;
  frame: (cameraId: string, frame: Uint8Array) => void;
  flow: (flow: Flow) => void;
  cameras: (cameras: CameraState[]) => void;
  /** Identity or capabilities of a camera have changed. */
  'camera:described': (camera: DescribedCamera) => void;
  /** The rest of its state. The first change is sent at once, further ones at most four times a second. */
  'camera:state': (camera: CameraChange) => void;
  /** Every change of a job, at most twice a second for each job. */
  'job:progress': (job: Job) => void;
  'camera:analysis': (cameraId: string, analysis: Analysis) => void;
  presence: (people: Present[]) => void;
  /** A camera group was created, changed or deleted. With content of its own, two changes at two hubs could arrive in either order. */
  'groups:changed': (change: { id: string }) => void;
  /** After connecting, then at every change. */
  'hub:health': (health: HubHealth) => void;
  /** For every camera after connecting, then at every change. */
  'control:state': (control: ControlState) => void;
  /** All open sessions after connecting, then each that started, changed or ended. At most once a second when people join or leave. */
  'session:state': (session: CaptureSession) => void;
  /** The participants who joined or left, and the counts. At most twice a second for each session. */
  'session:people': (news: SessionPeople) => void;
  /** A new log entry, or an edited note. */
  'session:event': (entry: SessionEntry) => void;
  'session:typing': (who: { sessionId: string; userId: string; name: string; typing: boolean }) => void;
  pointer: (pointer: Pointer) => void;
  'annotation:changed': (change: AnnotationChange) => void;
  'capture:created': (capture: Capture) => void;
  'capture:updated': (capture: Capture) => void;
  /** Moved to the trash. */
  'capture:deleted': (capture: { id: string; cameraId: string; deletedAt: string }) => void;
  /** Deleted from the trash. */
  'capture:purged': (capture: { id: string }) => void;
  /** Replaces the three events above when several captures changed at once. */
  'captures:changed': (changed: CapturesChanged) => void;
  /** Once a second, to connections that sent `diagnostics:watch`. */
  diagnostics: (diagnostics: Diagnostics) => void;
  /** The subscription has ended, because the role no longer permits it. */
  'diagnostics:ended': (why: AckError) => void;
  /** The sign-in has ended, for example because the token expired. The hub then closes the socket. */
  'session:expired': (why: AckError) => void;
}

/** The `auth` of the handshake. Without a token the session cookie is used. */
export const handshakeAuthSchema = z.object({
  token: z.string().max(4096).optional(),
  /** Equal for all connections of one browser tab, so that a tab with two connections is one viewer. */
  clientId: z.string().max(64).optional(),
  /** `frames`: this connection receives frames and no other events. */
  purpose: z.enum(['all', 'frames']).default('all'),
});
export type HandshakeAuth = z.input<typeof handshakeAuthSchema>;
