/** A process of a scenario: started by it, or a running one that it only watches. */
import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRunning } from '@eyepiece/host/processes/stop-child';
import { oneLine } from '../../input/one-line.ts';
import { readLines } from '../../system/processes/lines.ts';
import { endWithThisProcess, killGroup, OWN_GROUP, signalGroup, stopGroup } from '../../system/processes/process-group.ts';
import { sendSignal } from '../../system/processes/signals.ts';
import { mistake, type CheckedScenario } from '../checked-scenario.ts';
import type { Scenario } from '../schema/scenario.ts';
import { Refusal } from './refusal.ts';
import { signalTo } from './signal.ts';

const STOP_MS = 3000;
const KEPT_LINES = 20;
const ADDRESS = /\b(?:https?|wss?):\/\/[^\s"'<>]+/;

type ProcessSpec = Scenario['processes'][number];

/** What a fault may do to a process. */
export interface SteeredProcess {
  readonly name: string;
  readonly command: string | null;
  /** undefined: it does not run. */
  readonly pid: number | undefined;
  /** Resolves when it is ready. @throws {Refusal} */
  start(): Promise<void>;
  kill(): Promise<void>;
  suspend(): void;
  resume(): void;
  restart(): Promise<void>;
}

export interface ProcessOptions {
  readonly spec: ProcessSpec;
  /** Folder of the scenario. */
  readonly folder: string;
  /** Whether it is ready only when it has printed its address. */
  readonly hasAddress: boolean;
  /** It ended with an error although nothing in the scenario ended it. */
  readonly onEnd: (problem: string) => void;
}

export class ScenarioProcess implements SteeredProcess {
  readonly name: string;
  readonly command: string | null;
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #address: string | undefined;
  #lastLines: string[] = [];
  #isEnding = false;
  #isClosed = false;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.name = options.spec.name;
    this.command = options.spec.command?.join(' ') ?? null;
  }

  get pid(): number | undefined {
    if (this.#options.spec.pid !== undefined) return this.#options.spec.pid;
    return this.#child && isRunning(this.#child) ? this.#child.pid : undefined;
  }

  /** The first address that it has printed. */
  get address(): string | undefined {
    return this.#address;
  }

  async start(): Promise<void> {
    const { spec, folder } = this.#options;
    const [program = '', ...args] = spec.command ?? [];
    if (spec.command === undefined) {
      this.#signal(0);
      return;
    }
    if (this.#isClosed) throw new Refusal(`process ${this.name} is not started any more`);
    this.#isEnding = false;
    this.#lastLines = [];
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: resolve(folder, spec.cwd ?? '.'),
      env: { ...process.env, ...spec.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...OWN_GROUP,
    });
    this.#child = child;
    endWithThisProcess(child);
    // Fails if the process does not read it.
    child.stdin.on('error', () => undefined);
    await this.#untilReady(child);
  }

  async kill(): Promise<void> {
    if (!this.#child) {
      this.#signal('SIGKILL');
      return;
    }
    this.#isEnding = true;
    await killGroup(this.#child);
  }

  suspend(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.#end();
    // The run may have ended meanwhile.
    if (!this.#isClosed) await this.start();
  }

  /** Ends it for good if the scenario has started it. May be called twice. */
  async stop(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#isEnding = true;
    if (this.#child) await stopGroup(this.#child, STOP_MS);
  }

  #signal(signal: NodeJS.Signals | 0): void {
    const send = this.#child ? signalGroup : sendSignal;
    signalTo(`process ${this.name}`, this.pid, (pid) => send(pid, signal));
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { spec, hasAddress } = this.#options;
    const pattern = spec.ready === undefined ? undefined : new RegExp(spec.ready);
    let deadline: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((done, failed) => {
        const what = pattern ? `matches ${spec.ready ?? ''}` : 'has an address';
        const late = (): string =>
          `process ${this.name}: no line of its output ${what} within ${spec.readyWithin / 1000} s${this.#lastWords()}`;
        deadline = setTimeout(() => failed(new Refusal(late())), spec.readyWithin);
        let matched = pattern === undefined;
        const read = (line: string): void => {
          this.#keep(line);
          matched ||= pattern?.test(line) ?? true;
          if (matched && (!hasAddress || this.#address !== undefined)) done();
        };
        for (const output of [child.stdout, child.stderr]) if (output) readLines(output, read);
        child.once('error', (error) => failed(new Refusal(`process ${this.name} cannot be started: ${oneLine(error.message)}`)));
        child.once('exit', (code, signal) => {
          const problem = `process ${this.name} ended with ${String(code ?? signal)}${this.#lastWords()}`;
          failed(new Refusal(problem));
          if (!this.#isEnding && code !== 0) this.#options.onEnd(problem);
        });
        if (matched && !hasAddress) child.once('spawn', done);
      });
    } finally {
      clearTimeout(deadline);
    }
  }

  #keep(line: string): void {
    this.#lastLines = [...this.#lastLines.slice(1 - KEPT_LINES), line];
    const address = ADDRESS.exec(line)?.[0];
    if (address !== undefined) this.#address ??= address.replace('0.0.0.0', '127.0.0.1').replace(/[.,;)\]}]+$/, '');
  }

  #lastWords(): string {
    const last = this.#lastLines.at(-1);
    return last === undefined ? '' : `: ${oneLine(last)}`;
  }
}

/** The error of the system names the program instead of its folder. @throws {ScenarioError} */
export function checkFolders({ spec, origin }: CheckedScenario): void {
  for (const [index, { cwd }] of spec.processes.entries()) {
    if (cwd === undefined) continue;
    const status = statSync(resolve(origin.folder, cwd), { throwIfNoEntry: false });
    if (status?.isDirectory() !== true) throw mistake(origin, ['processes', index, 'cwd'], `there is no folder ${cwd}`);
  }
}
