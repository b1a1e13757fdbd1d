import { rounded } from './decimal.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A duration in at most two units: "250 ms", "2.5 s", "45 s", "1 h 30 min", "3 d 4 h". */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${rounded(ms / 1000, 1)} s`;
  const wholeMs = Math.round(ms / 1000) * 1000;
  const at = UNITS.findIndex(([, size]) => wholeMs >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const smaller = UNITS[at + 1];
  const rest = smaller ? Math.floor((wholeMs % size) / smaller[1]) : 0;
  return `${Math.floor(wholeMs / size)} ${unit}${rest > 0 && smaller ? ` ${rest} ${smaller[0]}` : ''}`;
}

/** A duration in its largest unit only: "9 h". For rough forecasts. */
export function aboutSpanText(ms: number): string {
  return spanText(ms).split(' ').slice(0, 2).join(' ');
}

/** A running clock: "0:42", "12:05", "1:02:03". */
export function runningText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}

/** A countdown, rounded up: it shows 0:00 only at the end. */
export function countdownText(ms: number): string {
  return runningText(Math.ceil(Math.max(0, ms) / 1000) * 1000);
}
