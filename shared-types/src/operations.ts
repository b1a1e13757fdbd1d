/** Connections that receive frames, addresses of feeds, health and readiness of the hub. */
import { z } from 'zod';
import { RENDITION_NAMES } from './streams/renditions.ts';
import { VIDEO_TIERS } from './streams/video-tiers.ts';

export const viewerReportSchema = z
  .object({
    cameraId: z.string(),
    userId: z.string(),
    name: z.string(),
    address: z.string(),
    kind: z.enum(['socket', 'mjpeg']),
    rendition: z
      .enum([...RENDITION_NAMES, ...VIDEO_TIERS])
      .meta({ description: 'What is sent now: a size and quality of JPEG, or a tier of video' }),
    sent: z.int(),
    dropped: z.int(),
    window: z.int().optional(),
    ackEvery: z.int().optional(),
    inFlight: z.int().optional(),
    stalled: z.boolean().optional(),
    smallestRoundTripMs: z.number().optional(),
    linkBytesPerSecond: z.number().optional().meta({ description: 'Measured rate of the link' }),
  })
  .meta({ id: 'ViewerReport' });
export type ViewerReport = z.infer<typeof viewerReportSchema>;

/** Longest validity of a feed URL, seconds. The default is an hour. */
export const FEED_URL_MAX_SECONDS = 86_400;
export const feedUrlRequestSchema = z.strictObject({ expiresIn: z.int().min(10).max(FEED_URL_MAX_SECONDS).default(3600) });
export const feedUrlSchema = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

/** The optional fields are for signed-in users. */
export const healthSchema = z.object({ status: z.literal('ok'), version: z.string().optional(), uptimeSeconds: z.number().optional() });
/** The optional fields are for signed-in users and for requests with the camera token. */
export const readySchema = z.object({
  status: z.enum(['ready', 'not_ready']),
  database: z.enum(['ok', 'unavailable']).optional(),
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
      validUntil: z.iso.datetime(),
    })
    .nullable()
    .meta({ description: "The hub's own certificate authority. Null with the operator's certificate" }),
  hostNames: z.array(z.string()).meta({ description: 'Host names of the certificate' }),
});
export type Trust = z.infer<typeof trustSchema>;

/** The last lines of the log of one process that the launcher runs. */
export const logTailSchema = z.object({
  name: z.string().meta({ description: 'The hub, the database, or the id of a camera' }),
  lines: z.array(z.object({ level: z.enum(['debug', 'info', 'warn', 'error']), text: z.string(), at: z.iso.datetime().optional() })),
});
export const logTailsSchema = z.object({ logs: z.array(logTailSchema) }).meta({ id: 'LogTails' });
export type LogTail = z.infer<typeof logTailSchema>;

/** A process of the launcher that does not start, or ends again and again. */
export const failingPartSchema = z.object({
  name: z.string().max(64).meta({ description: 'The id of a camera, or the name of another process' }),
  failures: z.int().min(1).meta({ description: 'How often it has ended since it last ran well' }),
  since: z.iso.datetime(),
  reason: z.string().max(2000).optional().meta({ description: 'Its last words; for administrators' }),
});
export type FailingPart = z.infer<typeof failingPartSchema>;
/** The file of this name in DATA_DIR has this content; the launcher writes it for the hub. */
export const FAILING_PARTS_FILE = 'failing-parts.json';
export const failingPartsSchema = z.object({ parts: z.array(failingPartSchema).max(100) }).meta({ id: 'FailingParts' });
