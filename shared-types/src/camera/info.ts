/** Identity, fault and refused captures of a camera service. */
import { z } from 'zod';

export const cameraInfoSchema = z.object({
  driver: z.string().max(32),
  model: z.string().max(128),
  serial: z.string().max(64),
  firmware: z.string().max(64).optional(),
});
export type CameraInfo = z.infer<typeof cameraInfoSchema>;

export const linkFaultSchema = z.object({
  code: z.string().max(64),
  message: z.string().max(2000),
});

/** Captures in the camera service's folder `spool/rejected`, until a person removes them. */
export const refusedCapturesSchema = z.object({
  count: z.int().min(1),
  reason: z.string().max(500).meta({ description: 'Reason of the last one' }),
});

/** Code of the fault of a running camera while a hub cannot reach the camera's home. The camera comes back or moves. */
export const HOME_UNREACHABLE = 'home_unreachable';
