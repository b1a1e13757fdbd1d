/** Sizes and ranges as a scenario has them. Times and rates are those of the rules. */
import { z } from 'zod';
import { addressProblem } from '../../input/server-address.ts';
import { duration } from '../../proxy/rules/units.ts';

const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };
const SIZE_NEEDED = 'a size is needed, as in 20kB, 500MB or 1.5GB';

/** Becomes bytes. */
export const size = z
  .string({ error: SIZE_NEEDED })
  .regex(/^\d+(\.\d+)?(B|kB|MB|GB)$/, SIZE_NEEDED)
  .transform((text) => {
    const [, value = '', unit = ''] = /^([\d.]+)([A-Za-z]+)$/.exec(text) ?? [];
    return Number(value) * (BYTES[unit] ?? NaN);
  });

/** Of one picture. A message of a camera link is not longer. */
export const pictureSize = size.refine((bytes) => bytes >= 1000 && bytes <= 64e6, 'a size from 1kB to 64MB is needed');

export const name = z
  .string({ error: 'a name is needed' })
  .regex(/^[\w.-]{1,64}$/, 'a name has 1 to 64 letters, digits, dots, hyphens or underscores');

/** As the system takes arguments, variables and paths. */
export const withoutNul = z.string().regex(/^[^\0]*$/, 'a text without NUL is needed');

export const serverAddress = z.string().superRefine((text, context) => {
  const problem = addressProblem(text);
  if (problem !== undefined) context.addIssue(problem);
});

export const share = z.number().min(0).max(1);
export const count = z.int().min(0).max(1_000_000_000);

interface Bounds<T> {
  readonly min?: T | undefined;
  readonly max?: T | undefined;
}

const isRange = ({ min, max }: Bounds<number>): boolean => min !== undefined || max !== undefined;
const isOrdered = ({ min = -Infinity, max = Infinity }: Bounds<number>): boolean => min <= max;
const RANGE_NEEDED = 'min or max is needed';
const RANGE_ORDER = { path: ['min'], error: 'min is above max' };

/** `{ min, max }` of a number. */
export const numbers = (value: z.ZodNumber) =>
  z.strictObject({ min: value.optional(), max: value.optional() }).refine(isRange, RANGE_NEEDED).refine(isOrdered, RANGE_ORDER);

export const sizes = z
  .strictObject({ min: size.optional(), max: size.optional() })
  .refine(isRange, RANGE_NEEDED)
  .refine(isOrdered, RANGE_ORDER);

export const atMost = z.strictObject({ max: duration });
