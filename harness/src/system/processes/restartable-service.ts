/** A service that ends and starts again, as under a supervisor. */
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceProcess, type LogLine, type ServiceCommand } from './service-process.ts';

const RETRY_MS = 200;

export class RestartableService {
  readonly #name: string;
  readonly #command: () => ServiceCommand;
  readonly #onLine: ((line: LogLine) => void) | undefined;
  #process: ServiceProcess | undefined;
  #starting: Promise<void> | undefined;
  #isClosed = false;

  /** `command` is called before each start. */
  constructor(name: string, command: () => ServiceCommand, onLine?: (line: LogLine) => void) {
    this.#name = name;
    this.#command = command;
    this.#onLine = onLine;
  }

  get isRunning(): boolean {
    return this.#process?.running === true;
  }

  /** undefined: it does not run. */
  get pid(): number | undefined {
    return this.#process?.running === true ? this.#process.pid : undefined;
  }

  /** Its last address. @throws if it was never started */
  get url(): string {
    if (!this.#process) throw new Error(`${this.#name} does not run`);
    return this.#process.url;
  }

  /** Of the last run; null while it runs, or if a signal ended it. */
  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }

  /** The last log lines of the last run. */
  get log(): readonly LogLine[] {
    return this.#process?.log ?? [];
  }

  /** `signal` kills it if it has not started then. */
  start(signal?: AbortSignal): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error(`${this.#name} is not started any more`));
    this.#starting = this.#start(signal);
    return this.#starting;
  }

  /** Tries again while it ends at once, as a hub without its database does. @throws the last failure after `withinMs` */
  async startWithin(withinMs: number): Promise<void> {
    for (const deadline = performance.now() + withinMs; ;) {
      try {
        await this.start();
        return;
      } catch (error) {
        if (this.#isClosed || performance.now() > deadline) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  /** As an operator does. May be called twice. */
  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Like a power failure. May be called twice. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** Suspends it, so that it hangs with open connections. */
  suspend(): void {
    this.#process?.suspend();
  }

  resume(): void {
    this.#process?.resume();
  }

  async restart(): Promise<void> {
    await this.stop();
    // It may have been closed meanwhile.
    if (!this.#isClosed) await this.start();
  }

  /** Stops it for good, also while it starts. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting?.catch(() => undefined);
    await this.stop();
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    this.#process = await ServiceProcess.start(this.#command(), this.#onLine, signal);
  }
}
