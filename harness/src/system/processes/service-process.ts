/** A real hub or camera service in its own process, for tests and measurements. */
import { spawn, type ChildProcess } from 'node:child_process';
import { venvPython } from '@eyepiece/host/python/environment';
import { readLines } from './lines.ts';
import { CAMERA_SOURCES, CHECKOUT, HUB, UI_DIR } from '../programs.ts';
import { isRunning, SUPERVISED } from '@eyepiece/host/processes/stop-child';
import { endChild, killChild } from './signals.ts';

/** Generous, because several systems may start at once on a busy machine. */
const START_MS = 180_000;
/** Longer than a hub's own deadline. */
const STOP_MS = 15_000;
const KEPT_LINES = 200;

export interface LogLine {
  readonly msg?: string;
  readonly url?: string;
  readonly [field: string]: unknown;
}

export interface ServiceCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #log: LogLine[] = [];
  /** A suspended process would not see that this one has ended. */
  readonly #resumeAtExit = (): void => this.resume();
  /** Its address, with the real port. */
  readonly url: string;

  private constructor(child: ChildProcess, log: LogLine[], url: string) {
    this.#child = child;
    this.#log = log;
    this.url = url;
  }

  /**
   * Resolves when the service logs its address.
   * @param onLine called for every line, including those that are not kept
   * @param signal kills a service that has not logged its address yet
   * @throws its last lines, if it does not within three minutes
   */
  static async start(
    { command, args, env }: ServiceCommand,
    onLine?: (line: LogLine) => void,
    signal?: AbortSignal,
  ): Promise<ServiceProcess> {
    signal?.throwIfAborted();
    const child = spawn(command, args, { cwd: CHECKOUT, env: { ...process.env, ...SUPERVISED, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const log: LogLine[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const entry = { level: 'stderr', msg: text.trim() };
      keep(log, entry);
      onLine?.(entry);
    });
    child.stdin.on('error', () => undefined); // fails if the child dies first; its exit reports that
    const listening = new Promise<string>((resolve, reject) => {
      readLines(child.stdout, (line) => {
        const entry = parse(line);
        keep(log, entry);
        onLine?.(entry);
        if (entry.msg === 'listening' && entry.url !== undefined) resolve(entry.url.replace('0.0.0.0', '127.0.0.1'));
      });
      child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${JSON.stringify(log.slice(-5))}`)));
      child.on('error', reject);
    });
    const kill = (): void => void child.kill('SIGKILL');
    const deadline = setTimeout(kill, START_MS);
    signal?.addEventListener('abort', kill);
    try {
      return new ServiceProcess(child, log, await listening);
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', kill);
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return isRunning(this.#child);
  }

  /** null while it runs, or if a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Its last log lines. */
  get log(): readonly LogLine[] {
    return this.#log;
  }

  /** Kills it with SIGKILL, like a power failure. */
  kill(): Promise<void> {
    return killChild(this.#child);
  }

  /** Suspends it, so that it hangs. */
  suspend(): void {
    process.once('exit', this.#resumeAtExit);
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    process.off('exit', this.#resumeAtExit);
    this.#child.kill('SIGCONT');
  }

  /** Stops it with SIGTERM, also while it is suspended. May be called twice. */
  stop(): Promise<void> {
    process.off('exit', this.#resumeAtExit);
    return endChild(this.#child, STOP_MS);
  }
}

function parse(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as LogLine;
  } catch {
    // A line of text.
  }
  return { msg: line };
}

function keep(log: LogLine[], line: LogLine): void {
  log.push(line);
  if (log.length > KEPT_LINES) log.shift();
}

/**
 * Listens on a free port of loopback, without HTTPS.
 * @param env DATABASE_URL, DATA_DIR and other variables that differ from the defaults
 * @param program of another version
 */
export function hubCommand(env: Readonly<Record<string, string>>, program = HUB): ServiceCommand {
  const args = ['--disable-warning=ExperimentalWarning', program];
  return { command: process.execPath, args, env: { HUB_HOST: '127.0.0.1', HUB_PORT: '0', TLS: 'off', UI_DIR: UI_DIR, ...env } };
}

/** `env`: HUB_URL, CAMERA_TOKEN, CAMERA_DATA_DIR and other variables that differ from the defaults. */
export function cameraCommand(env: Readonly<Record<string, string>>): ServiceCommand {
  return {
    command: venvPython(CHECKOUT),
    args: ['-m', 'camera_ws'],
    env: { CAMERA_PORT: '0', CAMERA_DRIVER: 'simulated', PYTHONPATH: CAMERA_SOURCES, PYTHONUNBUFFERED: '1', ...env },
  };
}
