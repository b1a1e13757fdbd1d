import type { Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { ClientMessages, fatalError, passwordRequest, readyStatus, rollback, startup, startupParameters, sync } from './wire-messages.ts';
import type { ClientMessage, TransactionStatus } from './wire-messages.ts';
import type { Turns } from './turns.ts';

/** Time to connect and show the password, ms. */
const STARTUP_MS = 10_000;
/** How long a client may keep the database without a word while others wait for it, ms. */
const SILENT_TURN_MS = 10_000;
/** The same for a newcomer whose first statement opens a transaction, when there is a crowd of them. */
const CROWDED_TURN_MS = 250;
/** More newcomers than this are a crowd: the hub has six connections. */
const CROWD = 12;
/** What a client may send before the message that has it all run. PostgreSQL's largest message is far longer than any of ours. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Parse, Bind, Execute, Describe, Close: the backend answers them at Sync or Flush. */
const HELD_TYPES = new Set('PBEDC');

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
  /** Sessions that have not finished a statement yet. */
  readonly newcomers: Set<WireSession>;
  readonly startupMs?: number | undefined;
  readonly silentTurnMs?: number | undefined;
  readonly crowdedTurnMs?: number | undefined;
  /** The database itself failed; nothing more can be answered. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * One client's connection.
 *
 * The database has a single backend, so unnamed statements, portals and the transaction belong to whoever speaks.
 * A session therefore keeps its turn from its first message until the backend says that it is ready and outside a
 * transaction: between Parse and Sync nobody else gets a word in. The parts of a statement are held back until it is
 * whole, so that a client that stops half-way has no turn to keep.
 */
export class WireSession {
  readonly #options: SessionOptions;
  readonly #messages = new ClientMessages();
  /** The parts of a statement whose Sync or Flush has not come. */
  #parts: Buffer[] = [];
  #partsBytes = 0;
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
    // A reset is an end like any other; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      newcomers.delete(this);
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

  /** Between two messages of a transaction: PostgreSQL's idle_in_transaction_session_timeout. */
  #limitSilence(sinceMs = performance.now()): void {
    const { turns, newcomers, silentTurnMs = SILENT_TURN_MS, crowdedTurnMs = CROWDED_TURN_MS } = this.#options;
    // Looked at often: the crowd may come after the silence has begun.
    this.#silence = setTimeout(
      () => {
        const limitMs = newcomers.has(this) && newcomers.size > CROWD ? crowdedTurnMs : silentTurnMs;
        if (turns.waiting === 0 || performance.now() - sinceMs < limitMs) this.#limitSilence(sinceMs);
        else this.#end(fatalError('25P03', `silent for ${String(limitMs)} ms within a transaction while others wait`));
      },
      Math.min(crowdedTurnMs, silentTurnMs),
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

  /** Answers what concerns the connection alone and returns what the backend must see. */
  #admit({ type, bytes }: ClientMessage): Buffer | undefined {
    const { socket, password } = this.#options;
    if (type === 'ssl' || type === 'gss') socket.write('N');
    else if (type === 'cancel' || type === 'X') this.#end();
    else if (type === 'startup') return this.#start();
    else if (this.#awaitsPassword && password !== undefined) return this.#authenticate(type, bytes, password);
    else if (type === 'p') this.#end(fatalError('08P01', 'no password was asked for'));
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
    this.#endTurn ??= await this.#options.turns.take({ preferred: !this.#options.newcomers.has(this) });
    const messages = [...this.#parts, message];
    this.#parts = [];
    this.#partsBytes = 0;
    for (const next of messages) {
      if (this.#closed) return;
      const answer = await this.#options.execute(next);
      this.#status = readyStatus(answer);
      if (answer.length > 0 && this.#options.socket.writable) this.#options.socket.write(answer);
    }
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
    if (this.#greeted) this.#options.newcomers.delete(this);
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
