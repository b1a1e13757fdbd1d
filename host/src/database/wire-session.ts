import type { Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { ClientMessages, fatalError, passwordRequest, readyStatus, rollback, startup, startupParameters, sync } from './wire-messages.ts';
import type { ClientMessage, TransactionStatus } from './wire-messages.ts';
import type { PriorityMutex } from './priority-mutex.ts';

/** Deadline for connecting and authenticating, ms. */
const STARTUP_MS = 10_000;
/** How long a client may be idle in a transaction while other clients wait, ms. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** The same limit for a newcomer while there is a crowd of them, ms. */
const CROWDED_IDLE_MS = 250;
/** More newcomers than this are a crowd. The hub opens six connections. */
const CROWD = 12;
/** Limit of a statement's buffered parts. PostgreSQL accepts far longer messages than the hub sends. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Parse, Bind, Execute, Describe, Close: the backend answers them at Sync or Flush. */
const HELD_TYPES = new Set('PBEDC');

/** Runs protocol messages and returns the server's complete answer. */
export type Execute = (messages: Buffer) => Promise<Buffer>;

export interface SessionOptions {
  readonly socket: Socket;
  readonly mutex: PriorityMutex;
  readonly execute: Execute;
  /** Required of the client when set. */
  readonly password: string | undefined;
  readonly maxSessions: number;
  readonly refused: boolean;
  /** Sessions that have not finished a statement yet. */
  readonly newcomers: Set<WireSession>;
  readonly startupMs?: number | undefined;
  readonly idleInTransactionMs?: number | undefined;
  readonly crowdedIdleMs?: number | undefined;
  /** Called when the database itself fails; no further statement can run. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The connection of one client.
 * The database has a single backend, so unnamed statements, portals and the transaction belong to the session that holds
 * the mutex. A session holds it from the first message of a statement until the backend is ready and outside a
 * transaction. Parts of a statement are buffered until Sync or Flush, so that an incomplete statement does not hold it.
 */
export class WireSession {
  readonly #options: SessionOptions;
  readonly #messages = new ClientMessages();
  /** Parts of a statement whose Sync or Flush has not arrived. */
  #parts: Buffer[] = [];
  #partsBytes = 0;
  /** Set between the password request and its answer. */
  #awaitsPassword = false;
  #release: (() => void) | undefined;
  #status: TransactionStatus | undefined = 'idle';
  #pumping = false;
  #closed = false;
  readonly #deadline: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Set once the backend has answered the startup message. */
  #greeted = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { socket, newcomers } = options;
    newcomers.add(this);
    socket.setNoDelay(true);
    this.#deadline = setTimeout(() => socket.destroy(), options.startupMs ?? STARTUP_MS);
    socket.on('data', (chunk: Buffer) => {
      this.#messages.push(chunk);
      void this.#pump();
    });
    // `close` follows and handles the reset.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      newcomers.delete(this);
      clearTimeout(this.#deadline);
      clearTimeout(this.#idleTimer);
      this.#closed = true;
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    clearTimeout(this.#idleTimer);
    try {
      await this.#drain();
      if (this.#closed) await this.#leave();
      else if (this.#release !== undefined) this.#startIdleTimer();
    } catch (error) {
      this.#options.socket.destroy();
      this.#options.onFailure(error);
    } finally {
      this.#pumping = false;
    }
  }

  async #drain(): Promise<void> {
    while (!this.#closed) {
      const message = this.#read();
      if (message === undefined) return;
      const forBackend = this.#admit(message);
      if (forBackend !== undefined) await this.#run(forBackend);
    }
  }

  /** PostgreSQL's idle_in_transaction_session_timeout. */
  #startIdleTimer(sinceMs = performance.now()): void {
    const { mutex, newcomers, idleInTransactionMs = IDLE_IN_TRANSACTION_MS, crowdedIdleMs = CROWDED_IDLE_MS } = this.#options;
    // Polls, because a crowd may form after the client became idle.
    this.#idleTimer = setTimeout(
      () => {
        const limitMs = newcomers.has(this) && newcomers.size > CROWD ? crowdedIdleMs : idleInTransactionMs;
        if (mutex.waiting === 0 || performance.now() - sinceMs < limitMs) this.#startIdleTimer(sinceMs);
        else this.#end(fatalError('25P03', `idle in a transaction for ${String(limitMs)} ms while other clients wait`));
      },
      Math.min(crowdedIdleMs, idleInTransactionMs),
    );
  }

  #read(): ClientMessage | undefined {
    try {
      const message = this.#messages.next();
      if (message?.type === 'startup') startupParameters(message.bytes);
      return message;
    } catch (error) {
      this.#end(fatalError('08P01', error instanceof Error ? error.message : 'protocol violation'));
      return undefined;
    }
  }

  /** Handles connection messages and returns those for the backend. */
  #admit({ type, bytes }: ClientMessage): Buffer | undefined {
    const { socket, password } = this.#options;
    if (type === 'ssl' || type === 'gss') socket.write('N');
    else if (type === 'cancel' || type === 'X') this.#end();
    else if (type === 'startup') return this.#start();
    else if (this.#awaitsPassword && password !== undefined) return this.#authenticate(type, bytes, password);
    else if (type === 'p') this.#end(fatalError('08P01', 'unexpected password message'));
    else if (HELD_TYPES.has(type)) this.#hold(bytes);
    else return bytes;
    return undefined;
  }

  #hold(part: Buffer): void {
    this.#parts.push(part);
    this.#partsBytes += part.length;
    if (this.#partsBytes > MAX_HELD_BYTES) this.#end(fatalError('54000', `a statement is longer than ${String(MAX_HELD_BYTES)} bytes`));
  }

  #start(): Buffer | undefined {
    if (this.#options.refused) {
      this.#end(fatalError('53300', `too many connections: the limit is ${String(this.#options.maxSessions)}`));
      return undefined;
    }
    if (this.#options.password === undefined) {
      clearTimeout(this.#deadline);
      return startup;
    }
    this.#awaitsPassword = true;
    this.#options.socket.write(passwordRequest);
    return undefined;
  }

  #authenticate(type: string, bytes: Buffer, password: string): Buffer | undefined {
    const given = bytes.subarray(5, -1);
    const expected = Buffer.from(password);
    if (type === 'p' && given.length === expected.length && timingSafeEqual(given, expected)) {
      this.#awaitsPassword = false;
      clearTimeout(this.#deadline);
      return startup;
    }
    this.#end(fatalError('28P01', 'password authentication failed'));
    return undefined;
  }

  async #run(message: Buffer): Promise<void> {
    this.#release ??= await this.#options.mutex.acquire({ preferred: !this.#options.newcomers.has(this) });
    const messages = [...this.#parts, message];
    this.#parts = [];
    this.#partsBytes = 0;
    for (const next of messages) {
      if (this.#closed) return;
      const answer = await this.#options.execute(next);
      this.#status = readyStatus(answer);
      if (answer.length > 0 && this.#options.socket.writable) this.#options.socket.write(answer);
    }
    if (this.#status === 'idle') this.#releaseMutex();
  }

  /** Resets the backend for the next session: ready, outside a transaction. */
  async #leave(): Promise<void> {
    if (this.#release === undefined) return;
    this.#status ??= readyStatus(await this.#options.execute(sync));
    if (this.#status !== 'idle') await this.#options.execute(rollback);
    this.#status = 'idle';
    this.#releaseMutex();
  }

  #releaseMutex(): void {
    this.#release?.();
    this.#release = undefined;
    if (this.#greeted) this.#options.newcomers.delete(this);
    this.#greeted = true;
  }

  #end(finalMessage?: Buffer): void {
    this.#closed = true;
    const { socket } = this.#options;
    if (finalMessage !== undefined) socket.write(finalMessage);
    // Does not wait for the client to close its side.
    socket.destroySoon();
  }
}
