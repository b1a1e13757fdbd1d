/** REST bodies. The same schemas validate requests and generate the OpenAPI document. */
import { z } from 'zod';
import { correctionsSchema } from './camera/corrections.ts';
import { jobSchema } from './camera/jobs.ts';
import { captureFilterFields } from './library/search.ts';
import { cameraInfoSchema, captureMetadataSchema, linkFaultSchema, refusedCapturesSchema } from './wire/link.ts';
import { objectiveSchema } from './camera/optics.ts';
import { labelSchema, nameSchema } from './names.ts';
import { LABEL_MAX, NOTES_MAX } from './primitives.ts';
import { guestScopeSchema } from './people/sessions.ts';
import { cameraSettingsSchema, capabilitiesSchema, settingsUpdateSchema } from './camera/settings.ts';
import { tagChangeFields } from './library/tags.ts';

/** In ascending order; each role includes the ones before it. */
export const ROLES = ['viewer', 'contributor', 'operator', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const userSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    disabled: z.boolean(),
    guest: guestScopeSchema.optional().meta({ description: 'Only for guests of a share link: what they may access' }),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
const passwordSchema = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);
const emailSchema = z.email().max(254).toLowerCase();

export const loginSchema = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(PASSWORD_MAX) });
export type Login = z.infer<typeof loginSchema>;
export const loginResultSchema = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'seconds' }),
    user: userSchema,
  })
  .meta({ id: 'LoginResult' });
export type LoginResult = z.infer<typeof loginResultSchema>;

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: nameSchema(120),
  role: roleSchema,
  password: passwordSchema,
});
export type CreateUser = z.infer<typeof createUserSchema>;
export const updateUserSchema = z
  .strictObject({ name: nameSchema(120), role: roleSchema, password: passwordSchema, disabled: z.boolean() })
  .partial();
export type UpdateUser = z.infer<typeof updateUserSchema>;
/** One sign-in of a user. */
export const loginSessionSchema = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().meta({ description: 'Accurate to about a minute' }),
    expiresAt: z.iso.datetime(),
    address: z.string().meta({ description: 'Address of the last use' }),
    device: z.string().meta({ description: 'Browser and system, or the program' }),
    current: z.boolean().meta({ description: 'Whether this request uses it' }),
  })
  .meta({ id: 'LoginSession' });
export type LoginSession = z.infer<typeof loginSessionSchema>;
export const loginSessionsSchema = z.object({ sessions: z.array(loginSessionSchema) });

export const changePasswordSchema = z.strictObject({ current: z.string().max(PASSWORD_MAX), password: passwordSchema });

/**
 * Status of a camera as shown to users.
 * live: frames arrive · idle: ready, no viewers · stalled: frames are demanded and none arrive ·
 * disconnected: the service runs, the device is absent · offline: the service is absent.
 */
export const CAMERA_STATUSES = ['live', 'idle', 'stalled', 'disconnected', 'offline'] as const;
export const cameraStateSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    ...cameraInfoSchema.shape,
    status: z.enum(CAMERA_STATUSES),
    statusSinceUs: z.int().meta({ description: 'Hub clock, µs since the epoch' }),
    fault: linkFaultSchema.optional(),
    retry: z.object({ attempt: z.int(), nextAtUs: z.int() }).optional(),
    capabilities: capabilitiesSchema,
    settings: cameraSettingsSchema,
    fps: z.number(),
    dropped: z.int(),
    spooled: z.int(),
    refused: refusedCapturesSchema
      .optional()
      .meta({ description: 'Captures that the hub refused finally; they are at the camera service' }),
    temperature: z.number().optional(),
    lastFrameAtUs: z.int().optional().meta({ description: 'Capture time of the newest frame, hub clock' }),
    clockOffsetUs: z.int().meta({ description: 'Camera clock (used by frames) minus hub clock' }),
    clockStepUs: z
      .int()
      .optional()
      .meta({ description: "Wall clock of the camera's host (used by captures and jobs) minus camera clock; absent for 0" }),
    latency: z.object({ cameraMs: z.number(), linkMs: z.number(), hubMs: z.number() }).optional().meta({
      description:
        'Parts of the age of a picture up to the hub, ms: end of exposure to sent, half a round trip of the link, received to written for the last viewer',
    }),
    viewers: z.int().meta({ description: 'Connections that receive frames now' }),
    duplicateAtUs: z.int().optional().meta({ description: 'When a second camera service with this id was last refused, hub clock' }),
    duplicateFrom: z.string().optional().meta({ description: 'Host and address of that service' }),
    corrections: correctionsSchema.optional(),
    freeBytes: z.int().optional().meta({ description: "Free space on the camera service's disk" }),
    diskBytes: z.int().optional().meta({ description: 'Size of that disk' }),
    objective: objectiveSchema.optional().meta({ description: 'The one in use' }),
    jobs: z.array(jobSchema).meta({ description: 'Running and paused jobs, and the last ended ones, newest first' }),
  })
  .meta({ id: 'CameraState' });
export type CameraState = z.infer<typeof cameraStateSchema>;

/** Identity and capabilities of a camera. They rarely change and are sent separately. */
const DESCRIBED = { name: true, driver: true, model: true, serial: true, firmware: true, capabilities: true } as const;
export const describedCameraSchema = cameraStateSchema.pick({ id: true, ...DESCRIBED });
export type DescribedCamera = z.infer<typeof describedCameraSchema>;
/** The rest of the state, complete: absent fields no longer apply, except `jobs`, which is left out while it is unchanged. */
export const cameraChangeSchema = cameraStateSchema.omit(DESCRIBED).partial({ jobs: true });
export type CameraChange = z.infer<typeof cameraChangeSchema>;

/** A capture in the library: the row. `url` and `thumbnailUrl` are paths on the hub. */
export const captureSchema = z
  .object({
    ...captureMetadataSchema.shape,
    tags: z.array(z.string()),
    capturedAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    deletedAt: z.iso.datetime().nullable(),
    rating: z.int().min(0).max(5),
    url: z.string(),
    thumbnailUrl: z.string(),
  })
  .meta({ id: 'Capture' });
export type Capture = z.infer<typeof captureSchema>;

export const THUMBNAIL_SIZES = { small: 320, large: 1280 } as const;
export type ThumbnailSize = keyof typeof THUMBNAIL_SIZES;
export const thumbnailQuerySchema = z.object({ size: z.enum(['small', 'large']).default('small') });

export const captureListQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(60),
  ...captureFilterFields,
});
export type CaptureListQuery = z.infer<typeof captureListQuerySchema>;
export const capturePageSchema = z
  .object({ captures: z.array(captureSchema), nextCursor: z.string().nullable(), total: z.int() })
  .meta({ id: 'CapturePage' });
export type CapturePage = z.infer<typeof capturePageSchema>;

export const capturePatchSchema = z
  .strictObject({
    label: labelSchema(LABEL_MAX),
    notes: z.string().max(NOTES_MAX),
    ...tagChangeFields,
    rating: z.int().min(0).max(5),
  })
  .partial();
export type CapturePatch = z.infer<typeof capturePatchSchema>;

/** The answer to a capture as the integration guide defines it, with additional fields of ours. */
export const guideCaptureSchema = z
  .object({
    success: z.literal(true),
    filename: z.string(),
    filepath: z.string(),
    timestamp: z.iso.datetime(),
    settings: z.object({ exposure: z.number(), gain: z.number(), resolution: z.object({ width: z.int(), height: z.int() }) }),
    image_info: z.object({ size_bytes: z.int(), format: z.string() }),
    id: z.uuid(),
    url: z.string(),
    capture: captureSchema,
  })
  .meta({ id: 'GuideCapture' });
export type GuideCapture = z.infer<typeof guideCaptureSchema>;

/** The settings as the integration guide defines them, with all other settings of the camera. */
export const guideSettingsSchema = z
  .object({
    exposure: z.number(),
    gain: z.number(),
    resolution: z.object({ width: z.int(), height: z.int() }),
    available_resolutions: z.array(z.object({ width: z.int(), height: z.int() })),
    connected: z.boolean(),
    streaming: z.boolean(),
    settings: cameraSettingsSchema,
  })
  .meta({ id: 'GuideSettings' });
export type GuideSettings = z.infer<typeof guideSettingsSchema>;

export const guideHealthSchema = z
  .object({ status: z.enum(['ok', 'error']), service: z.literal('camera'), timestamp: z.iso.datetime() })
  .meta({ id: 'GuideHealth' });

export const presetSchema = z
  .object({ id: z.uuid(), name: z.string(), settings: settingsUpdateSchema, cameraId: z.string().nullable(), createdAt: z.iso.datetime() })
  .meta({ id: 'Preset' });
export type Preset = z.infer<typeof presetSchema>;
export const createPresetSchema = z.strictObject({
  name: nameSchema(80),
  settings: settingsUpdateSchema,
  cameraId: z.string().max(64).nullable().default(null),
});
export type CreatePreset = z.infer<typeof createPresetSchema>;

export const viewerReportSchema = z
  .object({
    cameraId: z.string(),
    userId: z.string(),
    name: z.string(),
    address: z.string(),
    kind: z.enum(['socket', 'mjpeg']),
    rendition: z.enum(['full', 'half', 'quarter']),
    sent: z.int(),
    dropped: z.int(),
    window: z.int().optional(),
    ackEvery: z.int().optional(),
    inFlight: z.int().optional(),
    stalled: z.boolean().optional(),
    smallestRoundTripMs: z.number().optional(),
  })
  .meta({ id: 'ViewerReport' });

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
    .meta({ description: 'For administrators: captures that the hub refused finally, at all camera services' }),
});
