/** Calls from the bench to its worker processes, over Node's channel between parent and child. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopChild } from '@eyepiece/host/processes/stop-child';
import { deferred, type Deferred } from '../../../timing/deferred.ts';
import { pinned } from '../system/processes.ts';

const STOP_MS = 5000;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** The calls of a worker: one argument, a promise of the answer. */
export type Calls = Readonly<Record<string, (params: never) => unknown>>;
type Asked<T extends Calls, K extends keyof T> = Parameters<T[K]>[0];
type Answer<T extends Calls, K extends keyof T> = Awaited<ReturnType<T[K]>>;

export class Worker<T extends Calls> {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Deferred<unknown>>();
  #nextId = 0;
  #stderr = '';

  /** `script`: a module that calls `answerCalls`; `env`: further variables of its process. */
  constructor(script: URL, core: number, env: Readonly<Record<string, string>> = {}) {
    const args = ['--disable-warning=ExperimentalWarning', fileURLToPath(script)];
    const { command, args: all } = pinned({ command: process.execPath, args, env: {} }, core);
    const options = { env: { ...process.env, ...env }, serialization: 'advanced' } as const;
    this.#child = spawn(command, all, { ...options, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-4000)));
    this.#child.on('message', (reply) => this.#replied(reply as Reply));
    this.#child.once('exit', (code) => this.#failAll(new Error(`a worker ended with ${String(code)}: ${this.#stderr.trim()}`)));
    this.#child.on('error', (error) => this.#failAll(error));
  }

  call<K extends keyof T & string>(method: K, params: Asked<T, K>): Promise<Answer<T, K>> {
    const id = this.#nextId++;
    const answer = deferred<unknown>();
    this.#pending.set(id, answer);
    const call: Call = { id, method, params };
    this.#child.send(call);
    return answer.promise as Promise<Answer<T, K>>;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    this.#failAll(new Error('the worker is being stopped'));
    await stopChild(this.#child, STOP_MS);
  }

  #replied(reply: Reply): void {
    const answer = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) answer?.reject(new Error(reply.error));
    else answer?.resolve(reply.result);
  }

  #failAll(error: Error): void {
    for (const answer of this.#pending.values()) answer.reject(error);
    this.#pending.clear();
  }
}

/** Runs in the worker and answers until the parent has ended. */
export function answerCalls(calls: Calls): void {
  process.on('message', (message) => {
    const { id, method, params } = message as Call;
    void answer(id, () => calls[method]?.(params as never));
  });
  process.once('disconnect', () => process.exit(0));
}

async function answer(id: number, run: () => unknown): Promise<void> {
  try {
    process.send?.({ id, result: await run() } satisfies Reply);
  } catch (error) {
    process.send?.({ id, error: (error as Error).message } satisfies Reply);
  }
}
