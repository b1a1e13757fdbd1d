import type { Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { ClientMessages, fatalError, passwordRequest, readyStatus, rollback, startup, startupParameters, sync } from './wire-messages.ts';
import type { ClientMessage, TransactionStatus } from './wire-messages.ts';
import type { Turns } from './turns.ts';

/** Time to connect and show the password, ms. */
const STARTUP_MS = 10_000;
/** How long a client may keep the database without a word while others wait for it, ms. */
const SILENT_TURN_MS = 10_000;

/** Runs protocol messages and returns everything the server answers to them. */
export type Execute = (messages: Buffer) => Promise<Buffer>;

export interface SessionOptions {
  readonly socket: Socket;
  readonly turns: Turns;
  readonly execute: Execute;
  /** Asked of the client when given. */
  readonly password: string | undefined;
  readonly maxSessions: number;
  readonly refused: boolean;
  readonly startupMs?: number | undefined;
  readonly silentTurnMs?: number | undefined;
  /** The database itself failed; nothing more can be answered. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * One client's connection.
 *
 * The database has a single backend, so unnamed statements, portals and the transaction belong to whoever speaks.
 * A session therefore keeps its turn from its first message until the backend says that it is ready and outside a
 * transaction: between Parse and Sync nobody else gets a word in.
 */
export class WireSession {
  readonly #options: SessionOptions;
  readonly #messages = new ClientMessages();
  /** Waits for the password before the backend is greeted. */
  #awaitsPassword = false;
  #endTurn: (() => void) | undefined;
  #status: TransactionStatus | undefined = 'idle';
  #pumping = false;
  #closed = false;
  readonly #deadline: NodeJS.Timeout;
  #silence: NodeJS.Timeout | undefined;
  /** The backend has greeted the client. */
  #greeted = false;
  /** Has finished a statement after that. */
  #proven = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { socket } = options;
    socket.setNoDelay(true);
    this.#deadline = setTimeout(() => socket.destroy(), options.startupMs ?? STARTUP_MS);
    socket.on('data', (chunk: Buffer) => {
      this.#messages.push(chunk);
      void this.#pump();
    });
    // A reset is an end like any other; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(this.#deadline);
      clearTimeout(this.#silence);
      this.#closed = true;
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    clearTimeout(this.#silence);
    try {
      await this.#drain();
      if (this.#closed) await this.#leave();
      else if (this.#endTurn !== undefined) this.#limitSilence();
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

  /** Between two messages of a statement or transaction: PostgreSQL's idle_in_transaction_session_timeout. */
  #limitSilence(): void {
    const { turns, silentTurnMs = SILENT_TURN_MS } = this.#options;
    this.#silence = setTimeout(() => {
      if (turns.waiting === 0) this.#limitSilence();
      else this.#end(fatalError('25P03', `silent for ${String(silentTurnMs)} ms within a statement or transaction while others wait`));
    }, silentTurnMs);
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

  /** Answers what concerns the connection alone and returns what the backend must see. */
  #admit({ type, bytes }: ClientMessage): Buffer | undefined {
    const { socket, password } = this.#options;
    if (type === 'ssl' || type === 'gss') socket.write('N');
    else if (type === 'cancel' || type === 'X') this.#end();
    else if (type === 'startup') return this.#start();
    else if (this.#awaitsPassword && password !== undefined) return this.#authenticate(type, bytes, password);
    else if (type === 'p') this.#end(fatalError('08P01', 'no password was asked for'));
    else return bytes;
    return undefined;
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
    this.#endTurn ??= await this.#options.turns.take({ preferred: this.#proven });
    if (this.#closed) return;
    const answer = await this.#options.execute(message);
    this.#status = readyStatus(answer);
    if (answer.length > 0 && this.#options.socket.writable) this.#options.socket.write(answer);
    if (this.#status === 'idle') this.#releaseTurn();
  }

  /** Leaves the backend as a new session expects it: ready, outside a transaction. */
  async #leave(): Promise<void> {
    if (this.#endTurn === undefined) return;
    if (this.#status === undefined) this.#status = readyStatus(await this.#options.execute(sync));
    if (this.#status !== 'idle') await this.#options.execute(rollback);
    this.#status = 'idle';
    this.#releaseTurn();
  }

  #releaseTurn(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
    this.#proven = this.#greeted;
    this.#greeted = true;
  }

  #end(lastWords?: Buffer): void {
    this.#closed = true;
    const { socket } = this.#options;
    if (lastWords !== undefined) socket.write(lastWords);
    // Without waiting for the client's end.
    socket.destroySoon();
  }
}
