/** Identity, fault and refused captures of a camera service. */
import { z } from 'zod';

export const cameraInfoSchema = z.object({
  driver: z.string().max(32).meta({ description: 'Driver of the camera service' }),
  model: z.string().max(128).meta({ description: 'Model of the camera' }),
  serial: z.string().max(64).meta({ description: 'Serial number' }),
  firmware: z.string().max(64).optional().meta({ description: 'Version of the firmware' }),
});
export type CameraInfo = z.infer<typeof cameraInfoSchema>;

export const linkFaultSchema = z.object({
  code: z.string().max(64).meta({ description: 'Short name of the fault' }),
  message: z.string().max(2000).meta({ description: 'What is wrong, and what to do' }),
});

/** Captures in the camera service's folder `spool/rejected`, until a person removes them. */
export const refusedCapturesSchema = z.object({
  count: z.int().min(1).meta({ description: 'Number of captures' }),
  reason: z.string().max(500).meta({ description: 'Reason of the last one' }),
});

/** Code of the fault of a running camera while a hub cannot reach the camera's home. The camera comes back or moves. */
export const HOME_UNREACHABLE = 'home_unreachable';
