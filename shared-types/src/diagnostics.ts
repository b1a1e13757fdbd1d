/** Diagnostics for administrators: connections that receive frames, Socket.IO messages, camera links and the hub's process. */
import { z } from 'zod';
import { VIDEO_TIERS } from './streams/video-tiers.ts';

/** Interval of `diagnostics`, ms. */
export const DIAGNOSTICS_EVERY_MS = 1000;
/** Messages that the hub keeps while an administrator reads them, and that one `diagnostics` contains. */
export const DIAGNOSTICS_MESSAGES = { kept: 2000, perUpdate: 200 } as const;
/** Connections that one `diagnostics` lists. */
export const DIAGNOSTICS_VIEWERS_MAX = 500;
/** Interval and number of the samples of the process: the last ten minutes. */
export const PROCESS_SAMPLES = { everyMs: 2000, kept: 300 } as const;

/** `messages`: also sends the messages of all connections. */
export const diagnosticsWatchSchema = z.strictObject({ messages: z.boolean().default(false) });
export type DiagnosticsWatch = z.input<typeof diagnosticsWatchSchema>;

/** A connection that receives the frames of a camera. */
export const diagnosticsViewerSchema = z.object({
  /** Constant while it watches. */
  id: z.int(),
  cameraId: z.string(),
  userId: z.string(),
  name: z.string(),
  guest: z.boolean(),
  address: z.string(),
  /** page: a browser over Socket.IO; raw: another Socket.IO client; mjpeg: a feed over HTTP. */
  client: z.enum(['page', 'raw', 'mjpeg']),
  sinceUs: z.int(),
  fps: z.number(),
  bytesPerSecond: z.number(),
  dropped: z.int(),
  /** Width of the last frame, px; 0 before the first. */
  width: z.int(),
  /** The tier of video that is sent now; absent for JPEG. */
  video: z.enum(VIDEO_TIERS).optional(),
  /** Set while samples are sent. */
  samples: z.boolean().optional(),
  /** Age of the last acknowledged frames, from end of exposure to acknowledgement. Absent without acknowledgements. */
  age: z.object({ p50Ms: z.number(), p95Ms: z.number() }).optional(),
  /** Frames in flight and their maximum. Absent for clients that do not acknowledge. */
  window: z.object({ inFlight: z.int(), allowed: z.int() }).optional(),
  reason: z.enum(['narrow_link', 'stalled']).optional(),
});
export type DiagnosticsViewer = z.infer<typeof diagnosticsViewerSchema>;

export const diagnosticsLinkSchema = z.object({
  cameraId: z.string(),
  name: z.string(),
  status: z.enum(['live', 'idle', 'stalled', 'disconnected', 'offline']),
  /** Absent while the camera is offline, like all measurements of the link. */
  address: z.string().optional(),
  host: z.string().optional(),
  sinceUs: z.int().optional(),
  roundTripMs: z.number().optional(),
  clockOffsetMs: z.number().optional(),
  fps: z.number(),
  bytesPerSecond: z.number(),
  /** Bytes that the hub has not sent to the camera service yet. */
  unsentBytes: z.int(),
  /** Requests of the hub without an answer. */
  pendingRequests: z.int(),
  /** Captures in the camera's spool. */
  spooled: z.int(),
  /** Frames that did not arrive, and frames that the hub refused, since the link is connected. */
  lost: z.int(),
  refused: z.int(),
  /** Links after the first one since the start of the hub. */
  reconnects: z.int(),
  lastError: z.object({ atUs: z.int(), message: z.string() }).optional(),
});
export type DiagnosticsLink = z.infer<typeof diagnosticsLinkSchema>;

/** The hub's process in the interval that ends at `atUs`. */
export const processSampleSchema = z.object({
  atUs: z.int(),
  rssBytes: z.int(),
  heapBytes: z.int(),
  /** Memory of buffers outside the heap. */
  externalBytes: z.int(),
  /** 100 is one processor core. */
  cpuPercent: z.number(),
  /** Delay of the event loop beyond its timer. */
  delayP50Ms: z.number(),
  delayP99Ms: z.number(),
  /** Connections to the database, those in use, and queries that wait for one. */
  database: z.object({ connections: z.int(), busy: z.int(), waiting: z.int() }),
});
export type ProcessSample = z.infer<typeof processSampleSchema>;

const direction = z.enum(['in', 'out']);
/** event: a message; reply: an acknowledgement; frames: all frames or `frame:ack` of a camera in one interval. */
const kind = z.enum(['event', 'reply', 'frames']);

/** A Socket.IO message, seen from the hub. */
export const diagnosticsMessageSchema = z.object({
  /** Ascending until the hub restarts; the same for all readers. */
  id: z.int(),
  atUs: z.int(),
  direction,
  kind,
  event: z.string(),
  /** Names of the first recipients, or of the sender. */
  people: z.array(z.string()),
  /** Connections that the same message was sent to. */
  connections: z.int(),
  /** More than one for `frames`. */
  count: z.int(),
  /** All connections together. */
  bytes: z.int(),
  /** The beginning of the payload as JSON without secrets. Absent for frames and large messages. */
  preview: z.string().optional(),
  /** For `reply`: the error code, and the time since the request. */
  error: z.string().optional(),
  tookMs: z.number().optional(),
});
export type DiagnosticsMessage = z.infer<typeof diagnosticsMessageSchema>;

/** Messages of one kind since the feed was opened. */
export const diagnosticsEventSchema = z.object({
  direction,
  kind,
  event: z.string(),
  count: z.int(),
  bytes: z.int(),
  perSecond: z.number(),
  bytesPerSecond: z.number(),
});
export type DiagnosticsEvent = z.infer<typeof diagnosticsEventSchema>;

export const diagnosticsSchema = z.object({
  atUs: z.int(),
  /** At most DIAGNOSTICS_VIEWERS_MAX, those with a reason first. */
  viewers: z.array(diagnosticsViewerSchema),
  viewerCount: z.int(),
  links: z.array(diagnosticsLinkSchema),
  /** The newest sample. */
  process: processSampleSchema.optional(),
  /** Present for subscriptions with `messages`. */
  feed: z
    .object({
      /** Messages since the last update, oldest first. */
      messages: z.array(diagnosticsMessageSchema),
      /** Messages since the last update that were only counted. */
      omitted: z.int(),
      events: z.array(diagnosticsEventSchema),
    })
    .optional(),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
