/** Shots: pictures of several cameras by one order. */
import { z } from 'zod';
import { NAMES_CAMERAS, namesCameras, orderFailureSchema, targetFields } from '../camera/groups.ts';
import { personSchema, uuidSchema } from '../primitives.ts';
import { CAPTURE_STATES, captureRequestSchema } from '../wire/captures.ts';
import { shotSpreadSchema, shotTimeSchema } from '../wire/shots.ts';

export const createShotSchema = z
  .strictObject({
    id: uuidSchema.optional().meta({ description: 'Makes the order safe to repeat: an id is carried out once' }),
    ...targetFields,
    capture: captureRequestSchema.optional().meta({ description: 'The same for every camera' }),
  })
  .refine(namesCameras, NAMES_CAMERAS)
  .meta({ id: 'CreateShot' });
export type CreateShot = z.input<typeof createShotSchema>;
export type WantedShot = z.output<typeof createShotSchema>;

export const shotResultSchema = z.object({
  cameraId: z.string().meta({ description: 'The camera' }),
  state: z
    .enum([...CAPTURE_STATES, 'failed'])
    .meta({ description: 'Whether the library has the picture, only the camera service, or none' }),
  captureId: z.string().optional().meta({ description: 'Id of the capture' }),
  error: orderFailureSchema.optional().meta({ description: 'Why the library has no picture of this camera' }),
  exposure: shotTimeSchema.optional().meta({ description: "Absent if the offset of the camera's clock is unknown" }),
});
export type ShotResult = z.infer<typeof shotResultSchema>;

export const shotSchema = z
  .object({
    id: z.uuid().meta({ description: 'The `shotId` of its captures' }),
    group: z
      .object({ id: z.string().meta({ description: 'Id of the group' }), name: z.string().meta({ description: 'Its name then' }) })
      .nullable()
      .meta({ description: 'null for an order that named cameras' }),
    by: personSchema.nullable().meta({ description: 'Who gave the order' }),
    begunAt: z.iso.datetime().meta({ description: 'When the cameras were asked' }),
    endedAt: z.iso.datetime().nullable().meta({ description: 'null until every camera has answered' }),
    results: z.array(shotResultSchema).meta({ description: 'One per camera, in the order of the request or the group' }),
    spread: shotSpreadSchema.nullable().meta({ description: 'null with fewer than two known starts of exposure' }),
  })
  .meta({ id: 'Shot' });
export type Shot = z.infer<typeof shotSchema>;
