/** Options that the command lines of the harness share. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

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
