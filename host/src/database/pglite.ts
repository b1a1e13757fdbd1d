import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { stopChild, SUPERVISED } from '../processes/stop-child.ts';

export interface RunningDatabase {
  readonly url: string;
  readonly pid: number;
  /** Stops the server and waits for its exit. Idempotent. */
  close(): Promise<void>;
}

export const pgliteProcessPath = fileURLToPath(new URL('pglite-process.ts', import.meta.url));

const FIRST_START_MS = 120_000;
const CLOSE_MS = 10_000;
const listeningSchema = z.object({ msg: z.literal('listening'), databaseUrl: z.string() });

async function untilListening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the database has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = listeningSchema.safeParse(JSON.parse(line));
    if (entry.success) return entry.data.databaseUrl;
  }
  throw new Error('the database ended before it was listening');
}

export interface PgliteOptions {
  readonly dataDir: string;
  /** A folder that a new database is a copy of. Empty: it is created. Default: PGLITE_TEMPLATE. */
  readonly template?: string | undefined;
  /** Kills a database that does not accept connections yet; its folder may then be unusable. */
  readonly signal?: AbortSignal | undefined;
}

/** Starts PGlite on `dataDir/db` in a separate process. Resolves when it accepts connections. */
export async function startPglite({ dataDir, template, signal }: PgliteOptions): Promise<RunningDatabase> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [pgliteProcessPath, dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...SUPERVISED, ...(template !== undefined && { PGLITE_TEMPLATE: template }) },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  child.on('error', (error) => (stderr = error.message));
  const kill = (): void => void child.kill('SIGKILL');
  const deadline = setTimeout(kill, FIRST_START_MS);
  signal?.addEventListener('abort', kill);
  try {
    const url = await untilListening(child);
    child.stdout.resume();
    return { url, pid: child.pid ?? 0, close: () => stopChild(child, CLOSE_MS) };
  } catch (error) {
    await stopChild(child, CLOSE_MS);
    throw new Error(stderr.trim() || (error instanceof Error ? error.message : String(error)), { cause: error });
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', kill);
  }
}
