/** The last lines of the logs that the launcher writes beside the data, for administrators. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogTail } from '@eyepiece/shared-types';
import { z } from 'zod';
import { hideSecrets, REDACTED } from '../diagnostics/messages/secrets.ts';

const LIMITS = { files: 20, bytes: 32 * 1024, lines: 40, textChars: 2000 };
const LOG_FILE = /^([a-z0-9_-]{1,64})\.log$/;

const errorSchema = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]);
const lineSchema = z.object({
  level: z.union([z.string(), z.number()]).default('info'),
  msg: z.string().default(''),
  time: z.union([z.string(), z.number()]).optional(),
  err: errorSchema.optional().catch(undefined),
  error: errorSchema.optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

type Line = LogTail['lines'][number];

/** @param secret never shown, whatever wrote it into a log. @returns nothing for a hub that the launcher does not run */
export async function logTails(dataDir: string, secret: string): Promise<LogTail[]> {
  const folder = join(dataDir, 'logs');
  const files = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const names = files.flatMap((file) => LOG_FILE.exec(file)?.[1] ?? []).toSorted();
  return Promise.all(
    names.slice(0, LIMITS.files).map(async (name) => {
      const text = await endOf(join(folder, `${name}.log`));
      return {
        name,
        lines: text
          .split('\n')
          .filter(Boolean)
          .slice(-LIMITS.lines)
          .map((line) => readLine(line, secret)),
      };
    }),
  );
}

/** The last whole lines; empty when the file was moved meanwhile. */
async function endOf(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LIMITS.bytes);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(size, LIMITS.bytes)), position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

function readLine(line: string, secret: string): Line {
  const shown = (text: string): string => hideSecrets(text.replaceAll(secret, REDACTED)).slice(0, LIMITS.textChars);
  const parsed = lineSchema.safeParse(asJson(line));
  if (!parsed.success) return { level: 'info', text: shown(line) };
  const { level, msg, time, err, error, reason } = parsed.data;
  const cause = err ?? error ?? reason;
  const date = time === undefined ? undefined : new Date(time);
  return {
    level: levelOf(level),
    text: shown(cause === undefined || cause === msg ? msg : `${msg}: ${cause}`),
    ...(date && !Number.isNaN(date.getTime()) && { at: date.toISOString() }),
  };
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** pino counts levels, Python names them. */
function levelOf(level: string | number): Line['level'] {
  if (typeof level === 'number') return level >= 50 ? 'error' : level >= 40 ? 'warn' : level >= 30 ? 'info' : 'debug';
  const name = level.toLowerCase();
  if (name === 'error' || name === 'critical') return 'error';
  if (name.startsWith('warn')) return 'warn';
  return name === 'debug' ? 'debug' : 'info';
}
