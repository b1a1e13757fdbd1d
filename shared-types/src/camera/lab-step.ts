/** Results of a laboratory's own step, which the camera service runs on frames. Coordinates are those of the sensor, px. */
import { z } from 'zod';

export const LAB_LIMITS = {
  numbers: 24,
  boxes: 256,
  points: 1024,
  maskSide: 480,
  maskRuns: 4096,
  name: 40,
  unit: 16,
  error: 500,
  coordinate: 100_000,
} as const;

const name = z.string().min(1).max(LAB_LIMITS.name).meta({ description: 'Name or label' });
const coordinate = z.number().min(-LAB_LIMITS.coordinate).max(LAB_LIMITS.coordinate).meta({ description: 'Sensor px' });
const length = z.number().positive().max(LAB_LIMITS.coordinate).meta({ description: 'Sensor px' });
const cell = z.int().min(1).max(65535).meta({ description: 'Sensor pixels of a cell' });
const cells = z.int().min(1).max(LAB_LIMITS.maskSide).meta({ description: 'Number of cells' });
const origin = z.int().min(0).meta({ description: 'Sensor px' });

export const labNumberSchema = z.object({
  name,
  value: z.number().meta({ description: 'The figure' }),
  unit: z.string().max(LAB_LIMITS.unit).optional().meta({ description: 'Its unit' }),
});
export type LabNumber = z.infer<typeof labNumberSchema>;

export const labBoxSchema = z.object({ left: coordinate, top: coordinate, width: length, height: length, label: name.optional() });
export type LabBox = z.infer<typeof labBoxSchema>;

export const labPointSchema = z.object({ x: coordinate, y: coordinate, label: name.optional() });
export type LabPoint = z.infer<typeof labPointSchema>;

export const labMaskSchema = z
  .object({
    left: origin,
    top: origin,
    cellWidth: cell,
    cellHeight: cell,
    columns: cells,
    rows: cells,
    runs: z.array(z.int().min(0)).min(1).max(LAB_LIMITS.maskRuns).meta({
      description: 'Row by row: lengths that alternate between cells outside and inside the mask. The first is outside and may be 0',
    }),
  })
  .refine(({ columns, rows, runs }) => runs.reduce((sum, run) => sum + run, 0) === columns * rows, {
    path: ['runs'],
    message: 'runs must cover columns × rows cells',
  });
export type LabMask = z.infer<typeof labMaskSchema>;

/** Of one frame. */
export const labResultSchema = z
  .object({
    name: name.meta({ description: 'File name of the step, without .py' }),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({ description: "SHA-256 of the step's file" }),
    version: name.optional().meta({ description: 'As the step states it' }),
    numbers: z.array(labNumberSchema).max(LAB_LIMITS.numbers).optional().meta({ description: 'Figures' }),
    boxes: z.array(labBoxSchema).max(LAB_LIMITS.boxes).optional().meta({ description: 'Boxes' }),
    points: z.array(labPointSchema).max(LAB_LIMITS.points).optional().meta({ description: 'Points' }),
    mask: labMaskSchema.optional().meta({ description: 'An area of any shape' }),
    durationMs: z.number().min(0).optional().meta({ description: 'How long the step took, ms' }),
    error: z.string().min(1).max(LAB_LIMITS.error).optional().meta({ description: 'Why there is no result for this frame' }),
  })
  .meta({ id: 'LabResult' });
export type LabResult = z.infer<typeof labResultSchema>;

/** The step of a camera service; absent without one. */
export const labStepOfferSchema = z.object({ name });
