/** Times and rates as a rule file has them: text with a unit. */
import { z } from 'zod';

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const BITS: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };
const LONGEST_MS = 24 * 60 * 60_000;
const SLOWEST = 100;
const FASTEST = 1e10;

/** Becomes milliseconds. */
export const duration = z
  .string({ error: 'a time is needed, as in 100ms, 2s or 1m' })
  .regex(/^\d+(\.\d+)?(ms|s|m)$/, 'a time is needed, as in 100ms, 2s or 1m')
  .transform((text) => inUnits(text, MS))
  .refine((ms) => ms <= LONGEST_MS, 'a time of at most 1440m is needed');

/** Becomes bits per second. */
export const rate = z
  .string({ error: 'a rate is needed, as in 500kbit or 1mbit' })
  .regex(/^\d+(\.\d+)?([kmg]?bit)$/, 'a rate is needed, as in 500kbit or 1mbit')
  .transform((text) => inUnits(text, BITS))
  .refine((bits) => bits >= SLOWEST && bits <= FASTEST, 'a rate from 100bit to 10gbit is needed');

function inUnits(text: string, units: Readonly<Record<string, number>>): number {
  const [, value = '', unit = ''] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
  return Number(value) * (units[unit] ?? NaN);
}
