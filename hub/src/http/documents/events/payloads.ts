/** Schemas of what events carry and nothing validates, because the hub itself writes it. */
import {
  annotationRevisionSchema,
  annotationSchema,
  cameraIdSchema,
  pointSchema,
  roleSchema,
  userSchema,
  VIDEO_TIERS,
  VIEWS,
  type AnnotationChange,
  type Flow,
  type HubHealth,
  type Pointer,
  type Present,
} from '@eyepiece/shared-types';
import { z } from 'zod';

const personId = z.string().meta({ description: 'Id of the account or guest' });
const personName = z.string().meta({ description: 'Name of the person' });

/** A schema with exactly the fields of what the hub sends: a new field needs its description here. */
const schemaOf =
  <Sent>() =>
  <Shape extends { readonly [Field in keyof Required<Sent>]: z.ZodType }>(shape: Shape) =>
    z.object(shape);

export const flowSchema = schemaOf<Flow>()({
  cameraId: cameraIdSchema,
  ackEvery: z.int().min(1).meta({ description: 'Acknowledge every n-th frame, and at least every 100 ms' }),
  window: z.int().min(1).meta({ description: 'Frames that may be in flight' }),
  width: z.int().min(0).meta({ description: 'Width of what is sent, px; 0 until the first frame' }),
  quality: z.int().optional().meta({ description: 'JPEG quality, if it is below that of the camera beyond the size' }),
  dropped: z.int().min(0).meta({ description: 'Frames replaced by newer ones since `watch`' }),
  reason: z.enum(['narrow_link', 'stalled']).optional().meta({ description: 'Why less is sent than requested' }),
  video: z.enum(VIDEO_TIERS).optional().meta({ description: 'The tier that is sent now; absent for JPEG' }),
  samples: z.literal(true).optional().meta({ description: 'Set while frames of samples are sent' }),
});

export const presentSchema = schemaOf<Present>()({
  userId: personId,
  name: personName,
  role: roleSchema,
  tabs: z.int().min(1).meta({ description: 'Open pages' }),
  cameraIds: z.array(z.string()).meta({ description: 'Cameras that the person watches now' }),
  view: z.enum(VIEWS).meta({ description: 'What the page shows' }),
  guest: z.boolean().meta({ description: 'Whether the person came with a share link' }),
  color: z.int().min(0).meta({ description: 'Index into the fixed set of colours' }),
});

export const healthSchema = schemaOf<HubHealth>()({
  database: z.enum(['ok', 'unavailable']).meta({ description: 'Whether the database answers' }),
  freeBytes: z.int().min(0).meta({ description: 'Space left for captures, bytes' }),
  full: z.enum(['disk', 'quota']).nullable().meta({ description: 'What is full; captures then stay at the camera service' }),
  store: z.enum(['ok', 'unavailable', 'full', 'refuses']).meta({ description: 'State of the file store' }),
  redis: z.enum(['ok', 'unavailable']).optional().meta({ description: 'With several hubs: whether this hub hears of the others' }),
  hubs: z.enum(['ok', 'unreachable']).optional().meta({ description: 'With several hubs: whether all are connected' }),
  certificate: z
    .enum(['ok', 'not_renewed', 'expiring', 'invalid'])
    .optional()
    .meta({ description: 'Certificate of HTTPS; not_renewed: its successor cannot be used' }),
});

export const pointerSchema = schemaOf<Pointer>()({
  cameraId: cameraIdSchema,
  at: pointSchema.nullable().meta({ description: 'Position in px of the sensor; null: it has left' }),
  userId: personId,
  name: personName,
});

export const annotationChangeSchema = schemaOf<AnnotationChange>()({
  annotation: annotationSchema.meta({ id: undefined, description: 'The new state' }),
  replaced: annotationRevisionSchema
    .meta({ id: undefined, description: "Another person's newer version that this change replaced" })
    .optional(),
});

export const typingSchema = z.object({
  sessionId: z.uuid().meta({ description: 'Id of the session' }),
  userId: personId,
  name: personName,
  typing: z.boolean().meta({ description: 'Whether the person writes a note' }),
});

export const welcomeSchema = z.object({
  user: userSchema.meta({ id: undefined, description: 'Who has signed in' }),
  hubVersion: z.string().meta({ description: 'Version of the hub' }),
  uiVersion: z.string().meta({ description: 'Version of the page; another one than before means: reload' }),
  hubTimeUs: z.int().meta({ description: 'Clock of the hub, Unix time, µs' }),
});

const captureId = z.uuid().meta({ description: 'Id of the capture' });
export const deletedCaptureSchema = z.object({
  id: captureId,
  cameraId: cameraIdSchema,
  deletedAt: z.iso.datetime().meta({ description: 'When it was moved to the trash' }),
});
export const purgedCaptureSchema = z.object({ id: captureId });
export const changedGroupSchema = z.object({ id: z.uuid().meta({ description: 'Id of the group' }) });

/** The bytes of a frame, see docs/reference/protocol/frame.md. */
export const frameSchema = z.string().meta({
  format: 'binary',
  contentEncoding: 'binary',
  description: 'Binary message: a header of 40 bytes (JPEG) or 48 bytes (video), big-endian, then the picture',
});
