/** Pictures of several cameras by one order, a shot: the order, and when each camera began to expose. */
import { z } from 'zod';
import { uuidSchema } from '../primitives.ts';

/** A clock minus another one, µs, and by how much this may be wrong. */
export const clockDifferenceSchema = z.object({
  offsetUs: z.int().meta({ description: 'Difference, µs' }),
  uncertaintyUs: z.int().min(0).meta({ description: 'By how much it may be wrong, µs' }),
});
export type ClockDifference = z.infer<typeof clockDifferenceSchema>;

export const shotOrderSchema = z.object({
  id: uuidSchema.meta({ description: 'The same for all captures of the order' }),
  size: z.int().min(1).meta({ description: 'Cameras that were asked' }),
  group: z
    .object({ id: uuidSchema.meta({ description: 'Id of the group' }), name: z.string().max(120).meta({ description: 'Its name then' }) })
    .optional()
    .meta({ description: 'The group that the order named' }),
  clock: clockDifferenceSchema
    .optional()
    .meta({ description: "Wall clock of the camera's host minus the clock of the hub that gave the order; absent while unknown" }),
});
export type ShotOrder = z.infer<typeof shotOrderSchema>;

export const shotTimeSchema = z.object({
  startUs: z
    .int()
    .meta({ description: 'Start of exposure, µs since the epoch, clock of the hub that gave the order; of a mean, its last frame' }),
  uncertaintyUs: z.int().min(0).meta({ description: 'Half a round trip to the camera service, µs' }),
});
export type ShotTime = z.infer<typeof shotTimeSchema>;

export const shotSpreadSchema = z.object({
  spreadUs: z.int().min(0).meta({ description: 'Latest minus earliest start of exposure, µs' }),
  uncertaintyUs: z.int().min(0).meta({ description: 'By how much the clocks may falsify it, µs' }),
  cameras: z.int().min(2).meta({ description: 'Cameras whose start is known' }),
});
export type ShotSpread = z.infer<typeof shotSpreadSchema>;

interface Exposed {
  readonly capturedAtUs: number;
  readonly exposureMs: number;
  readonly shot?: ShotOrder | undefined;
}

/** Undefined if the offset of the camera's clock was unknown. */
export function startOfExposure({ capturedAtUs, exposureMs, shot }: Exposed): ShotTime | undefined {
  if (!shot?.clock) return undefined;
  const { offsetUs, uncertaintyUs } = shot.clock;
  return { startUs: Math.round(capturedAtUs - exposureMs * 1000 - offsetUs), uncertaintyUs };
}

/** Null with fewer than two starts. */
export function spreadOf(times: readonly ShotTime[]): ShotSpread | null {
  const sorted = times.toSorted((one, other) => one.startUs - other.startUs);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 2) return null;
  return { spreadUs: last.startUs - first.startUs, uncertaintyUs: first.uncertaintyUs + last.uncertaintyUs, cameras: sorted.length };
}

/** The difference of two clocks by way of a third one. */
export function addClocks(one: ClockDifference, other: ClockDifference): ClockDifference {
  return { offsetUs: one.offsetUs + other.offsetUs, uncertaintyUs: one.uncertaintyUs + other.uncertaintyUs };
}
