import type { NumberFeature } from '@eyepiece/shared-types';
import { fixed, decimal } from './decimal.ts';

type Shown = Pick<NumberFeature, 'label' | 'unit' | 'min' | 'max'> & { readonly digits?: number | undefined };

/** Four significant digits, or the camera's number of decimals if that fits: 0.02, 8.000, 41.67, 1250. */
export function formatNumber(value: number, feature: Pick<Shown, 'digits'>): string {
  const size = Math.abs(value);
  const worth = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 || size === 0 ? 2 : 3;
  if (feature.digits === undefined) return fixed(value, worth);
  return fixed(value, size >= 100 ? Math.min(feature.digits, worth) : feature.digits);
}

export function withUnit(text: string, unit: string): string {
  return unit ? `${text} ${unit}` : text;
}

export type ParsedNumber = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string };

/** Parses user input with a decimal point or comma, and reports a violated limit. */
export function parseNumber(text: string, feature: Shown): ParsedNumber {
  const trimmed = text.trim().replace(',', '.');
  const value = Number(trimmed);
  if (trimmed === '' || !Number.isFinite(value)) return { ok: false, why: `${feature.label} takes a number` };
  const named = `${feature.label} ${withUnit(decimal(trimmed), feature.unit)}`;
  if (value < feature.min)
    return { ok: false, why: `${named} is below the camera's ${withUnit(decimal(String(feature.min)), feature.unit)}` };
  if (value > feature.max)
    return { ok: false, why: `${named} is above the camera's ${withUnit(decimal(String(feature.max)), feature.unit)}` };
  return { ok: true, value };
}

/** Whether two setting values look the same to the user. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number')
    return Math.abs(left - right) <= 1e-3 * Math.max(Math.abs(left), Math.abs(right), 1e-6);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]));
}
