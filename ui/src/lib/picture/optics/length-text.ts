import type { PictureScale } from './picture-scale.ts';
import { decimal, fixed, significant } from '../../text/decimal.ts';

const UNITS = [
  { unit: 'mm', um: 1000 },
  { unit: 'µm', um: 1 },
  { unit: 'nm', um: 0.001 },
] as const;

function figures(value: number): string {
  return decimal(value >= 100 ? value.toFixed(0) : value.toPrecision(3));
}

/** A round length for a scale bar: 500 nm, 20 µm, 1 mm. */
export function roundLengthText(um: number): string {
  const { unit, um: size } = UNITS.find((one) => um >= one.um) ?? UNITS[2];
  return `${significant(um / size, 3)} ${unit}`;
}

/** A measured length with three digits: 46.2 µm. */
export function lengthText(um: number): string {
  const { unit, um: size } = UNITS.find((one) => um >= one.um) ?? UNITS[2];
  return `${figures(um / size)} ${unit}`;
}

export function pixelText(px: number): string {
  return `${fixed(px, px < 100 ? 1 : 0)} px`;
}

/** µm² up to 0.01 mm². */
export function areaText(areaPx: number, scale: PictureScale | null): string {
  if (!scale) return `${areaPx.toFixed(0)} px²`;
  const um2 = areaPx * scale.umX * scale.umY;
  return um2 >= 10_000 ? `${figures(um2 / 1e6)} mm²` : `${figures(um2)} µm²`;
}
