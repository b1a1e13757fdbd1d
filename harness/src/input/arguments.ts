/** Options that the command lines of the harness share. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** Options that every long run has. */
export const RUN_OPTIONS = {
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** @throws {ArgumentError} with the first sentence of Node's message */
export function readArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new ArgumentError((error as Error).message.split('. ')[0] ?? 'the command line cannot be read');
  }
}

/** Reads this process's command line. Reports a wrong one on standard error and returns undefined. */
export function readCommandLine<T>(read: (args: readonly string[]) => T): T | undefined {
  try {
    return read(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`${error.message}\nMore with --help\n`);
    return undefined;
  }
}

/** @throws {ArgumentError} naming the option and its limits */
export function number(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new ArgumentError(`${option} ${text}: a number from ${min} to ${max} is needed`);
  }
  return value;
}

/** @throws {ArgumentError} naming the option and its limits */
export function integer(option: string, text: string, min: number, max: number): number {
  const value = number(option, text, min, max);
  if (!Number.isInteger(value)) throw new ArgumentError(`${option} ${text}: a whole number from ${min} to ${max} is needed`);
  return value;
}

/** 0: a free port. @throws {ArgumentError} naming the option and its limits */
export function portNumber(option: string, text: string): number {
  return integer(option, text, 0, 65_535);
}

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const BYTES: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9 };

/** A time as in `100ms`, `2s`, `1m` or `1h`, or in seconds without a unit. In milliseconds. @throws {ArgumentError} */
export function timeMs(option: string, text: string, min: number, max: number): number {
  return inUnits(option, text, MS, min, max, 'a time is needed, as in 100ms, 2s or 1m');
}

/** A size with a unit, as in `500kb`, `100mb` or `2gb`. @throws {ArgumentError} */
export function sizeBytes(option: string, text: string, min: number, max: number): number {
  return inUnits(option, text, BYTES, min, max, 'a size is needed, as in 500kb, 100mb or 2gb');
}

function inUnits(option: string, text: string, units: Readonly<Record<string, number>>, min: number, max: number, needed: string): number {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text) ?? [];
  // A number alone is a time in seconds; there is no size without a unit.
  const factor = units[unit === '' && value !== '' ? 's' : unit.toLowerCase()];
  if (factor === undefined) throw new ArgumentError(`${option} ${text}: ${needed}`);
  const result = Number(value) * factor;
  if (!(result >= min && result <= max)) {
    const [name, smallest] = Object.entries(units)[0] ?? ['', 1];
    throw new ArgumentError(`${option} ${text}: from ${min / smallest}${name} to ${max / smallest}${name} is possible`);
  }
  return result;
}
