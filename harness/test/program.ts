/** A program in a process of its own: what it prints, how it ends, and signals to it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 60_000;
const POLL_MS = 20;
const CLI = fileURLToPath(new URL('../src/entry-points/cli.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #out = '';
  #error = '';

  constructor(command: string, args: readonly string[], { cwd, env = {} }: ProgramOptions = {}) {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#error += text));
    this.ended = once(child, 'close').then(() => ({
      code: child.exitCode,
      signal: child.signalCode,
      out: this.#out,
      error: this.#error,
    }));
  }

  /** `eyepiece-harness` from the sources. */
  static harness(...args: readonly string[]): Program {
    return Program.harnessIn({}, ...args);
  }

  static harnessIn(options: ProgramOptions, ...args: readonly string[]): Program {
    return new Program(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], options);
  }

  get out(): string {
    return this.#out;
  }

  /** Resolves when its output matches. @throws its output, if it ends before or does not print it within a minute */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const deadlineMs = performance.now() + WITHIN_MS;
    for (;;) {
      const isOver = this.child.exitCode !== null || this.child.signalCode !== null || performance.now() > deadlineMs;
      const found = pattern.exec(this.#out) ?? pattern.exec(this.#error);
      if (found) return found;
      if (isOver) throw new Error(`it has not printed ${String(pattern)}:\n${this.#out}${this.#error}`);
      await sleep(POLL_MS);
    }
  }

  signal(...names: readonly NodeJS.Signals[]): void {
    for (const name of names) this.child.kill(name);
  }
}

/** Whether a process runs. One that has ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}
