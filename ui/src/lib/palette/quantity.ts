/** How many of a family's base units one unit is. Units of one family can be converted into each other. */
const FAMILIES: readonly Readonly<Record<string, number>>[] = [
  { us: 0.001, µs: 0.001, μs: 0.001, ms: 1, s: 1000, sec: 1000, min: 60_000 },
  { nm: 0.001, um: 1, µm: 1, μm: 1, mm: 1000 },
  { fps: 1, hz: 1 },
  { db: 1 },
  { k: 1 },
  { '%': 1 },
  { px: 1 },
  { '°': 1, deg: 1 },
];
/** 20 · 0,02 · 1/50 · 1.5e3, then an optional unit. */
const QUANTITY = /^([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+(?:[.,]\d+)?))?\s*(\D*)$/i;

export type ParsedQuantity = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string };

const numberOf = (text: string): number => Number(text.replace(',', '.'));
const familyOf = (unit: string): Readonly<Record<string, number>> | undefined =>
  FAMILIES.find((family) => Object.hasOwn(family, unit.toLowerCase()));

/** The units that can be typed for a setting in `unit`. */
function unitsFor(unit: string): string {
  return Object.keys(familyOf(unit) ?? { [unit]: 1 }).join(', ');
}

/**
 * Parses a number with a unit, converted to `unit`. Without a unit the number is in `unit`; a fraction of time is in
 * seconds, as on a camera: "1/50" is 20 ms.
 */
export function parseQuantity(text: string, unit: string): ParsedQuantity {
  const [, number, divisor, typed = ''] = QUANTITY.exec(text.trim()) ?? [];
  if (number === undefined) return { ok: false, why: `“${text.trim()}” is not a number${unit ? ` with a unit (${unitsFor(unit)})` : ''}` };
  const value = numberOf(number) / (divisor === undefined ? 1 : numberOf(divisor));
  if (!Number.isFinite(value)) return { ok: false, why: `“${text.trim()}” is not a number` };
  const family = familyOf(unit) ?? { [unit.toLowerCase()]: 1 };
  const own = family[unit.toLowerCase()] ?? 1;
  // Cameras count exposures shorter than a second as fractions of one.
  const assumed = divisor !== undefined && Object.hasOwn(family, 's') ? 's' : unit.toLowerCase();
  const given = typed.trim().toLowerCase() || assumed;
  const size = Object.hasOwn(family, given) ? family[given] : undefined;
  if (size === undefined)
    return {
      ok: false,
      why: unit ? `“${typed.trim()}” is not a unit of it (${unitsFor(unit)})` : `“${typed.trim()}”: this setting has no unit`,
    };
  return { ok: true, value: Number(((value * size) / own).toPrecision(12)) };
}
