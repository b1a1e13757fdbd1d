import { z } from 'zod';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const WARN_NUMBER = 40;
const ERROR_NUMBER = 50;
const INFO_NUMBER = 30;
const objectSchema = z.record(z.string(), z.unknown());

/** pino counts levels, Python names them. */
function levelOf(value: unknown): LogLevel {
  if (typeof value === 'number') {
    if (value >= ERROR_NUMBER) return 'error';
    if (value >= WARN_NUMBER) return 'warn';
    return value >= INFO_NUMBER ? 'info' : 'debug';
  }
  const name = typeof value === 'string' ? value.toLowerCase() : 'info';
  if (['error', 'critical', 'fatal'].includes(name)) return 'error';
  if (name.startsWith('warn')) return 'warn';
  return name === 'debug' || name === 'trace' ? 'debug' : 'info';
}

/** Reads a service's JSON line; a line that is none becomes a message of the given level. */
export function readLogLine(line: string, levelOfText: LogLevel): LogEntry {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { level: levelOfText, message: line, fields: {} };
  }
  const fields = objectSchema.safeParse(json);
  if (!fields.success) return { level: levelOfText, message: line, fields: {} };
  const message = fields.data['msg'] ?? fields.data['message'];
  return { level: levelOf(fields.data['level']), message: typeof message === 'string' ? message : line, fields: fields.data };
}

const errorSchema = z.union([z.string(), z.object({ message: z.string() }).transform((error) => error.message)]);

/** The message and, when the entry carries an error, what that says. */
export function describeEntry({ message, fields }: LogEntry): string {
  const error = errorSchema.safeParse(fields['err'] ?? fields['error']);
  return error.success && error.data !== message ? `${message}: ${error.data}` : message;
}
