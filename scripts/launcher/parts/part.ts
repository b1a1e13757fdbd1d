import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { SetupError } from '@eyepiece/host/setup-error';
import { startFaultOfStatus } from '@eyepiece/host/start-faults';
import type { StartFault } from '@eyepiece/host/start-faults';
import { stopChild, SUPERVISED } from '@eyepiece/host/processes/stop-child';
import { Backoff } from './backoff.ts';
import { describeEntry, readLogLine } from '../logs/log-entry.ts';
import type { LogEntry, LogLevel } from '../logs/log-entry.ts';
import type { LogFile } from '../logs/log-file.ts';

export interface PartCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface PartDefinition {
  readonly name: string;
  /** Asked before every start: addresses may have changed since the last one. */
  readonly command: () => PartCommand;
  /** Whether the entry says that the part is up. */
  readonly isUp: (entry: LogEntry) => boolean;
  readonly stopWithinMs: number;
  /** Whether the others run without it: it is then started again also when it has never been up. */
  readonly isOptional?: boolean;
}

/** How a part ended. */
export interface PartEnd {
  /** Exit code or signal. */
  readonly how: string;
  readonly fault: StartFault;
  /** Its last words, if it has said what is wrong. */
  readonly reason: string;
}

export interface PartObserver {
  /** Returns whether the line may be kept in a file. */
  readonly onEntry: (part: Part, entry: LogEntry) => boolean;
  readonly onDeath: (part: Part, end: PartEnd, delayMs: number) => void;
  readonly onUp: (part: Part, isRecovery: boolean) => void;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A service in a process of its own, started again with growing pauses when it dies. */
export class Part {
  readonly #definition: PartDefinition;
  readonly #observer: PartObserver;
  readonly #log: LogFile;
  readonly #backoff = new Backoff();
  readonly #firstUp = Promise.withResolvers<boolean>();
  #child: Child | undefined;
  #lastProblem: LogEntry | undefined;
  #wasUp = false;
  #hasFailed = false;
  #stopped = false;
  #restarting = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(definition: PartDefinition, observer: PartObserver, log: LogFile) {
    this.#definition = definition;
    this.#observer = observer;
    this.#log = log;
  }

  get name(): string {
    return this.#definition.name;
  }

  /**
   * Resolves with true when the part is up for the first time. When it ends before that, it rejects with its own words;
   * an optional part then resolves with false, unless its configuration is wrong.
   */
  start(): Promise<boolean> {
    this.#spawn();
    return this.#firstUp.promise;
  }

  /** Ends the process and starts it at once, for changed sources or addresses. */
  async restart(): Promise<void> {
    if (this.#stopped || this.#restarting) return;
    this.#restarting = true;
    clearTimeout(this.#timer);
    if (this.#child !== undefined) await stopChild(this.#child, this.#definition.stopWithinMs);
    this.#restarting = false;
    this.#spawn();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#child !== undefined) await stopChild(this.#child, this.#definition.stopWithinMs);
    this.#log.close();
  }

  /** For the second Ctrl+C. */
  kill(): void {
    this.#stopped = true;
    this.#child?.kill('SIGKILL');
  }

  #spawn(): void {
    if (this.#stopped) return;
    const { command, args, cwd, env } = this.#definition.command();
    const startedAt = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...SUPERVISED },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // Ctrl+C reaches every process of the terminal's group; the order of stopping is ours to keep.
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    // The pipe breaks when the child dies first, which its exit reports.
    child.stdin.on('error', () => undefined);
    this.#read(child.stdout, 'info');
    this.#read(child.stderr, 'warn');
    child.once('error', (error) => this.#ended(child, { how: error.message, status: null }, startedAt));
    child.once('close', (code, signal) => this.#ended(child, { how: signal ?? `exit code ${code ?? 0}`, status: code }, startedAt));
  }

  #read(stream: Readable, levelOfText: LogLevel): void {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      const entry = readLogLine(line, levelOfText);
      if (entry.level === 'error' || (entry.level === 'warn' && this.#lastProblem?.level !== 'error')) this.#lastProblem = entry;
      const keep = this.#observer.onEntry(this, entry);
      if (keep) this.#log.writeLine(line);
      if (this.#definition.isUp(entry)) this.#up();
    });
  }

  #up(): void {
    this.#observer.onUp(this, this.#wasUp || this.#hasFailed);
    this.#wasUp = true;
    this.#lastProblem = undefined;
    this.#firstUp.resolve(true);
  }

  #ended(child: ChildProcess, { how, status }: { how: string; status: number | null }, startedAt: number): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#stopped || this.#restarting) return;
    const reason = this.#lastProblem === undefined ? how : describeEntry(this.#lastProblem);
    const fault = startFaultOfStatus(status);
    if (!this.#wasUp && (this.#definition.isOptional !== true || fault === 'configuration')) {
      this.#firstUp.reject(new SetupError(`${this.name} did not start: ${reason}`, { fault }));
      return;
    }
    this.#hasFailed = true;
    this.#firstUp.resolve(false);
    const delayMs = this.#backoff.next(performance.now() - startedAt);
    this.#observer.onDeath(this, { how, fault, reason }, delayMs);
    this.#timer = setTimeout(() => this.#spawn(), delayMs);
  }
}
