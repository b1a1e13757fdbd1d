/** The result of a row, as text and as data. */
import { table } from '../../crowd/report.ts';

export interface Result {
  readonly name: string;
  /** The measured value, in `unit`. */
  readonly subject: number;
  /** The reference value from the same run. */
  readonly reference: number | null;
  readonly ratio: number | null;
  readonly unit: string;
  /** As text: `≤ 1.15 × ws`; null for a value without a limit. */
  readonly target: string | null;
  readonly pass: boolean | null;
}

/** A value with an absolute limit. */
export function against(
  name: string,
  subject: number,
  unit: string,
  limit: { readonly atMost: number } | { readonly atLeast: number },
): Result {
  const [target, pass] =
    'atMost' in limit ? [`≤ ${limit.atMost} ${unit}`, subject <= limit.atMost] : [`≥ ${limit.atLeast} ${unit}`, subject >= limit.atLeast];
  return { name, subject, reference: null, ratio: null, unit, target, pass };
}

/** A value with a limit relative to a reference. Without `atMost` it has no limit. */
export function ratioTo(name: string, unit: string, figures: { subject: number; reference: number; of: string; atMost?: number }): Result {
  const { subject, reference, of, atMost } = figures;
  const ratio = subject / reference;
  const target = atMost === undefined ? null : `≤ ${atMost} × ${of}`;
  return { name, subject, reference, ratio, unit, target, pass: atMost === undefined ? null : ratio <= atMost };
}

/** A value without a limit. */
export function informative(name: string, subject: number, unit: string): Result {
  return { name, subject, reference: null, ratio: null, unit, target: null, pass: null };
}

export function notMeasured(name: string): Result {
  return { ...informative(`${name}: could not be measured`, Number.NaN, ''), pass: false };
}

export function resultTable(results: readonly Result[]): string {
  const rows = results.map(({ name, subject, reference, ratio, unit, target, pass }) => [
    name,
    `${figure(subject)} ${unit}`,
    reference === null ? '' : `${figure(reference)} ${unit}`,
    ratio === null ? '' : ratio.toFixed(2),
    target ?? '',
    pass === null ? '' : pass ? 'met' : 'MISSED',
  ]);
  return table(['', 'measured', 'reference', 'ratio', 'target', ''], rows);
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '—';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
