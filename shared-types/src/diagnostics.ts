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

export const diagnosticsWatchSchema = z.strictObject({
  messages: z.boolean().default(false).meta({ description: 'Whether to send the messages of all connections too' }),
});
export type DiagnosticsWatch = z.input<typeof diagnosticsWatchSchema>;

const atUsSchema = z.int().min(0).meta({ description: 'Time, hub clock, µs since the epoch' });
const bytesPerSecondSchema = z.number().min(0).meta({ description: 'Bytes per second' });
const fpsSchema = z.number().min(0).meta({ description: 'Frames per second' });
const reasonSchema = z.enum(['narrow_link', 'stalled']).meta({ description: 'Why less is sent than requested; absent: it is not' });

/** A connection that receives the frames of a camera. */
export const diagnosticsViewerSchema = z.object({
  id: z.int().meta({ description: 'Constant while it watches' }),
  cameraId: z.string().meta({ description: 'Id of the camera' }),
  userId: z.string().meta({ description: 'Id of the account or guest' }),
  name: z.string().meta({ description: 'Name of the person' }),
  guest: z.boolean().meta({ description: 'Whether it is a guest of a share link' }),
  address: z.string().meta({ description: 'Address of the client' }),
  client: z
    .enum(['page', 'raw', 'mjpeg'])
    .meta({ description: 'page: a browser over Socket.IO; raw: another Socket.IO client; mjpeg: a feed over HTTP' }),
  sinceUs: atUsSchema.meta({ description: 'When it began to watch, hub clock, µs since the epoch' }),
  fps: fpsSchema,
  bytesPerSecond: bytesPerSecondSchema,
  dropped: z.int().min(0).meta({ description: 'Frames replaced by newer ones' }),
  width: z.int().min(0).meta({ description: 'Width of the last frame, px; 0 before the first' }),
  video: z.enum(VIDEO_TIERS).optional().meta({ description: 'The tier of video that is sent now; absent for JPEG' }),
  samples: z.boolean().optional().meta({ description: 'Set while samples are sent' }),
  age: z
    .object({
      p50Ms: z.number().meta({ description: 'Median, ms' }),
      p95Ms: z.number().meta({ description: '95th percentile, ms' }),
    })
    .optional()
    .meta({
      description: 'Age of the last acknowledged frames, from end of exposure to acknowledgement; absent without acknowledgements',
    }),
  window: z
    .object({
      inFlight: z.int().min(0).meta({ description: 'Frames in flight' }),
      allowed: z.int().min(0).meta({ description: 'Frames that may be in flight' }),
    })
    .optional()
    .meta({ description: 'Absent for clients that do not acknowledge' }),
  reason: reasonSchema.optional(),
});
export type DiagnosticsViewer = z.infer<typeof diagnosticsViewerSchema>;

export const diagnosticsLinkSchema = z.object({
  cameraId: z.string().meta({ description: 'Id of the camera' }),
  name: z.string().meta({ description: 'Name of the camera' }),
  status: z.enum(['live', 'idle', 'stalled', 'disconnected', 'offline']).meta({ description: 'Status of the camera' }),
  address: z.string().optional().meta({ description: 'Address of the camera service; absent while the camera is offline' }),
  host: z.string().optional().meta({ description: 'Name of its computer; absent while the camera is offline' }),
  sinceUs: atUsSchema.optional().meta({ description: 'When the link was opened, hub clock, µs since the epoch; absent while offline' }),
  roundTripMs: z.number().optional().meta({ description: 'Round trip of the link, ms; absent while offline' }),
  clockOffsetMs: z.number().optional().meta({ description: 'Camera clock minus hub clock, ms; absent while offline' }),
  fps: fpsSchema,
  bytesPerSecond: bytesPerSecondSchema,
  unsentBytes: z.int().min(0).meta({ description: 'Bytes that the hub has not sent to the camera service yet' }),
  pendingRequests: z.int().min(0).meta({ description: 'Requests of the hub without an answer' }),
  spooled: z.int().min(0).meta({ description: "Captures in the camera's spool" }),
  lost: z.int().min(0).meta({ description: 'Frames that did not arrive since the link is connected' }),
  refused: z.int().min(0).meta({ description: 'Frames that the hub refused since the link is connected' }),
  reconnects: z.int().min(0).meta({ description: 'Links after the first one since the start of the hub' }),
  lastError: z
    .object({ atUs: atUsSchema, message: z.string().meta({ description: 'What went wrong' }) })
    .optional()
    .meta({ description: 'The last error of the link; absent: none' }),
});
export type DiagnosticsLink = z.infer<typeof diagnosticsLinkSchema>;

/** The hub's process in the interval that ends at `atUs`. */
export const processSampleSchema = z.object({
  atUs: atUsSchema,
  rssBytes: z.int().min(0).meta({ description: 'Resident memory, bytes' }),
  heapBytes: z.int().min(0).meta({ description: 'Used heap, bytes' }),
  externalBytes: z.int().min(0).meta({ description: 'Memory of buffers outside the heap, bytes' }),
  cpuPercent: z.number().min(0).meta({ description: 'Use of processors; 100 is one core' }),
  delayP50Ms: z.number().min(0).meta({ description: 'Delay of the event loop beyond its timer, median, ms' }),
  delayP99Ms: z.number().min(0).meta({ description: 'Delay of the event loop beyond its timer, 99th percentile, ms' }),
  database: z
    .object({
      connections: z.int().min(0).meta({ description: 'Open connections' }),
      busy: z.int().min(0).meta({ description: 'Connections in use' }),
      waiting: z.int().min(0).meta({ description: 'Queries that wait for a connection' }),
    })
    .meta({ description: 'Connections to the database' }),
});
export type ProcessSample = z.infer<typeof processSampleSchema>;

const direction = z.enum(['in', 'out']).meta({ description: 'in: from a client; out: to clients' });
const kind = z.enum(['event', 'reply', 'frames']).meta({
  description: 'event: a message; reply: an acknowledgement; frames: all frames or `frame:ack` of a camera in one interval',
});
const eventNameSchema = z.string().meta({ description: 'Name of the event' });

/** A Socket.IO message, seen from the hub. */
export const diagnosticsMessageSchema = z.object({
  id: z.int().meta({ description: 'Ascending until the hub restarts; the same for all readers' }),
  atUs: atUsSchema,
  direction,
  kind,
  event: eventNameSchema,
  people: z.array(z.string()).meta({ description: 'Names of the first recipients, or of the sender' }),
  connections: z.int().min(0).meta({ description: 'Connections that the same message was sent to' }),
  count: z.int().min(1).meta({ description: 'Messages; more than one for `frames`' }),
  bytes: z.int().min(0).meta({ description: 'Bytes of all connections together' }),
  preview: z
    .string()
    .optional()
    .meta({ description: 'The beginning of the payload as JSON without secrets; absent for frames and large messages' }),
  error: z.string().optional().meta({ description: 'For `reply`: the error code; absent: none' }),
  tookMs: z.number().optional().meta({ description: 'For `reply`: the time since the request, ms' }),
});
export type DiagnosticsMessage = z.infer<typeof diagnosticsMessageSchema>;

/** Messages of one kind since the feed was opened. */
export const diagnosticsEventSchema = z.object({
  direction,
  kind,
  event: eventNameSchema,
  count: z.int().min(0).meta({ description: 'Messages so far' }),
  bytes: z.int().min(0).meta({ description: 'Bytes so far' }),
  perSecond: z.number().min(0).meta({ description: 'Messages per second' }),
  bytesPerSecond: bytesPerSecondSchema,
});
export type DiagnosticsEvent = z.infer<typeof diagnosticsEventSchema>;

export const diagnosticsSchema = z.object({
  atUs: atUsSchema,
  viewers: z
    .array(diagnosticsViewerSchema)
    .meta({ description: `Connections that receive frames, at most ${String(DIAGNOSTICS_VIEWERS_MAX)}, those with a reason first` }),
  viewerCount: z.int().min(0).meta({ description: 'All connections that receive frames, also those that are not listed' }),
  links: z.array(diagnosticsLinkSchema).meta({ description: 'Links of the cameras' }),
  process: processSampleSchema.optional().meta({ description: 'The newest sample' }),
  feed: z
    .object({
      messages: z.array(diagnosticsMessageSchema).meta({ description: 'Messages since the last update, oldest first' }),
      omitted: z.int().min(0).meta({ description: 'Messages since the last update that were only counted' }),
      events: z.array(diagnosticsEventSchema).meta({ description: 'Totals by event' }),
    })
    .optional()
    .meta({ description: 'Present for subscriptions with `messages`' }),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
