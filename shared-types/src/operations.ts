/** Connections that receive frames, addresses of feeds, health and readiness of the hub. */
import { z } from 'zod';
import { RENDITION_NAMES } from './streams/renditions.ts';
import { VIDEO_TIERS } from './streams/video-tiers.ts';

export const viewerReportSchema = z
  .object({
    cameraId: z.string().meta({ description: 'What is watched' }),
    userId: z.string().meta({ description: 'Id of the account or guest' }),
    name: z.string().meta({ description: 'Name of the person' }),
    address: z.string().meta({ description: 'Network address' }),
    kind: z.enum(['socket', 'mjpeg']).meta({ description: 'socket: Socket.IO; mjpeg: a feed over HTTP' }),
    rendition: z
      .enum([...RENDITION_NAMES, ...VIDEO_TIERS, 'samples'])
      .meta({ description: 'What is sent now: a size and quality of JPEG, a tier of video, or samples' }),
    sent: z.int().meta({ description: 'Frames sent' }),
    dropped: z.int().meta({ description: 'Frames left out' }),
    window: z.int().optional().meta({ description: 'Frames that may be in flight' }),
    ackEvery: z.int().optional().meta({ description: 'Every how many frames the viewer acknowledges' }),
    inFlight: z.int().optional().meta({ description: 'Frames that are not acknowledged' }),
    stalled: z.boolean().optional().meta({ description: 'Whether it has stopped to acknowledge' }),
    smallestRoundTripMs: z.number().optional().meta({ description: 'Shortest recent time from sending to acknowledgement, ms' }),
    linkBytesPerSecond: z.number().optional().meta({ description: 'Measured rate of the link, bytes per second' }),
  })
  .meta({ id: 'ViewerReport' });
export type ViewerReport = z.infer<typeof viewerReportSchema>;

/** Longest validity of a feed URL, seconds. The default is an hour. */
export const FEED_URL_MAX_SECONDS = 86_400;
export const feedUrlRequestSchema = z.strictObject({
  expiresIn: z.int().min(10).max(FEED_URL_MAX_SECONDS).default(3600).meta({ description: 'Lifetime, seconds' }),
});
export const feedUrlSchema = z.object({
  url: z.string().meta({ description: 'Address with a token' }),
  expiresAt: z.iso.datetime().meta({ description: 'When it ends' }),
});

/** The optional fields are for signed-in users. */
export const healthSchema = z.object({
  status: z.literal('ok').meta({ description: 'The process runs' }),
  version: z.string().optional().meta({ description: 'Version of the hub' }),
  uptimeSeconds: z.number().optional().meta({ description: 'Time since its start, s' }),
});
/** The optional fields are for signed-in users and for requests with the camera token. */
export const readySchema = z.object({
  status: z.enum(['ready', 'not_ready']).meta({ description: 'Whether requests can be served' }),
  database: z.enum(['ok', 'unavailable']).optional().meta({ description: 'Whether the database answers' }),
  cameras: z.int().optional().meta({ description: 'Cameras with a link' }),
  refusedCaptures: z
    .int()
    .optional()
    .meta({ description: 'For administrators: captures that the hub refused permanently, at all camera services' }),
});

/** How to reach the hub over HTTPS, and what devices have to trust. */
export const trustSchema = z.object({
  httpsPort: z.int().nullable().meta({ description: 'Null while HTTPS is off' }),
  authority: z
    .object({
      name: z.string().meta({ description: 'As devices list it' }),
      sha256: z.string().meta({ description: 'Fingerprint: bytes in hexadecimal, separated by colons' }),
      validUntil: z.iso.datetime().meta({ description: 'When it expires' }),
    })
    .nullable()
    .meta({ description: "The hub's own certificate authority. Null with the operator's certificate" }),
  hostNames: z.array(z.string()).meta({ description: 'Host names of the certificate' }),
});
export type Trust = z.infer<typeof trustSchema>;

/** The last lines of the log of one process that the launcher runs. */
export const logTailSchema = z.object({
  name: z.string().meta({ description: 'The hub, the database, or the id of a camera' }),
  lines: z
    .array(
      z.object({
        level: z.enum(['debug', 'info', 'warn', 'error']).meta({ description: 'Severity' }),
        text: z.string().meta({ description: 'The line' }),
        at: z.iso.datetime().optional().meta({ description: 'When' }),
      }),
    )
    .meta({ description: 'Oldest first' }),
});
export const logTailsSchema = z
  .object({ logs: z.array(logTailSchema).meta({ description: 'One of each process' }) })
  .meta({ id: 'LogTails' });
export type LogTail = z.infer<typeof logTailSchema>;

/** A process of the launcher that does not start, or ends again and again. */
export const failingPartSchema = z.object({
  name: z.string().max(64).meta({ description: 'The id of a camera, or the name of another process' }),
  failures: z.int().min(1).meta({ description: 'How often it has ended since it last ran well' }),
  since: z.iso.datetime().meta({ description: 'Since when' }),
  reason: z.string().max(2000).optional().meta({ description: 'Its last words; for administrators' }),
});
export type FailingPart = z.infer<typeof failingPartSchema>;
/** The file of this name in DATA_DIR has this content; the launcher writes it for the hub. */
export const FAILING_PARTS_FILE = 'failing-parts.json';
export const failingPartsSchema = z
  .object({ parts: z.array(failingPartSchema).max(100).meta({ description: 'Processes that fail' }) })
  .meta({ id: 'FailingParts' });
