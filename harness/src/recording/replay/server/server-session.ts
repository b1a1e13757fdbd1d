/** One client of a replayed server: its handshake, its requests, and the recorded connection that it gets. */
import { randomUUID } from 'node:crypto';
import { PacketType } from 'socket.io-parser';
import { WebSocket, type RawData } from 'ws';
import { PacketAssembler, type SocketIoPacket } from '../../../proxy/messages/socket-io.ts';
import { parseShallow } from '../../../input/shallow-json.ts';
import type { RawPart } from '../../file/descriptors.ts';
import type { RecordedMessage } from '../../file/entries.ts';
import type { Recording } from '../../file/reader.ts';
import { UsedAnswers } from '../answer-book.ts';
import { SentMessages } from './client-progress.ts';
import type { ReplayedConnection } from '../contents.ts';
import type { Differences } from '../differences.ts';
import { encodePacket } from '../packets.ts';
import { Player } from './player.ts';
import { pause, TIMER_MAX_MS } from '../../../timing/pause.ts';

const PING_INTERVAL_MS = 25_000;
const OPEN = { upgrades: [], pingInterval: PING_INTERVAL_MS, pingTimeout: 20_000, maxPayload: 1_000_000 };
/** With more unsent bytes, recorded messages are skipped: a client that does not read must not fill the memory. */
const UNSENT_MAX_BYTES = 64 * 1024 * 1024;

export interface SessionOptions {
  readonly socket: WebSocket;
  readonly recording: Recording;
  readonly connection: ReplayedConnection;
  readonly speed: number;
  readonly loop: boolean;
  readonly patienceMs: number;
  readonly differences: Differences;
  /** A connection that has this event, if this one has not. */
  readonly connectionWith: (event: string) => ReplayedConnection | undefined;
  readonly onProblem: (error: Error) => void;
}

export class ServerSession {
  readonly #options: SessionOptions;
  readonly #socket: WebSocket;
  readonly #assembler = new PacketAssembler();
  readonly #progress = new SentMessages();
  readonly #ended = new AbortController();
  readonly #sid = randomUUID();
  readonly #used = new UsedAnswers();
  #connection: ReplayedConnection;
  #playing = new AbortController();
  #hasEvents = false;
  #pings: NodeJS.Timeout | undefined;
  #skipped = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#connection = options.connection;
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', () => this.#end());
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    if (this.#connection.isSocketIo) this.#open();
    this.#play();
  }

  get connection(): ReplayedConnection {
    return this.#connection;
  }

  #open(): void {
    const recorded = (parseShallow(this.#connection.open?.slice(1) ?? '') ?? {}) as Record<string, number>;
    const open = { ...OPEN, ...recorded, sid: this.#sid, upgrades: [] };
    this.#sendText(`0${JSON.stringify(open)}`);
    const { pingInterval } = open;
    const intervalMs = pingInterval > 0 ? Math.min(pingInterval, TIMER_MAX_MS) : PING_INTERVAL_MS;
    this.#pings = setInterval(() => this.#sendText('2'), intervalMs);
  }

  #play(): void {
    const { recording, speed, loop, patienceMs, differences, onProblem } = this.#options;
    this.#playing.abort();
    this.#playing = new AbortController();
    const player = new Player({
      recording,
      connection: this.#connection,
      speed,
      loop,
      patienceMs,
      differences,
      progress: this.#progress,
      stopped: AbortSignal.any([this.#playing.signal, this.#ended.signal]),
      send: (message) => this.#sendRecorded(message),
    });
    player.play().catch((error: unknown) => onProblem(error as Error));
  }

  #receive(data: RawData, isBinary: boolean): void {
    const payload = data as Buffer;
    if (!this.#connection.isSocketIo) {
      this.#progress.add();
      return;
    }
    for (const { packet } of this.#assembler.add({ kind: isBinary ? 'binary' : 'text', payload, frames: [] })) {
      if (packet) this.#packet(packet);
    }
  }

  #packet(packet: SocketIoPacket): void {
    if (packet.type === 'connect') {
      this.#sendText(this.#admission(packet.namespace));
      this.#progress.add(`connect ${packet.namespace}`);
    } else if (packet.event !== undefined) {
      this.#chooseBy(packet.event);
      this.#progress.add(packet.event);
      if (packet.id !== undefined) {
        this.#answer(packet).catch((error: unknown) => this.#differ(`no answer to "${packet.event ?? ''}": ${(error as Error).message}`));
      }
    }
  }

  /** The recorded answer to CONNECT with an id of its own. */
  #admission(namespace: string): string {
    const place = namespace === '/' ? '' : `${namespace},`;
    const recorded = this.#connection.admissions.get(namespace);
    if (recorded?.startsWith('44')) return recorded;
    return `40${place}${JSON.stringify({ sid: randomUUID() })}`;
  }

  /** The first event shows whether the client plays the part that was expected. */
  #chooseBy(event: string): void {
    if (this.#hasEvents) return;
    this.#hasEvents = true;
    if (this.#connection.events.has(event)) return;
    const other = this.#options.connectionWith(event);
    if (!other) return;
    this.#connection = other;
    this.#play();
  }

  async #answer(packet: SocketIoPacket): Promise<void> {
    const { speed } = this.#options;
    const answer = this.#connection.answers.find(packet, this.#used);
    if (!answer) {
      this.#differ(`the recording has no answer to "${packet.event ?? ''}"`);
      return;
    }
    await pause(answer.afterUs / 1000 / speed, this.#ended.signal);
    const { id, namespace: nsp } = packet;
    if (id !== undefined) this.#sendParts(encodePacket({ type: PacketType.ACK, nsp, id, data: answer.args }));
  }

  #sendRecorded({ parts }: RecordedMessage): void {
    const [first] = parts;
    if (first?.kind === 'close') {
      this.#close(Buffer.from(first.payload));
      return;
    }
    if (this.#socket.bufferedAmount > UNSENT_MAX_BYTES) {
      this.#skipped += 1;
      if (this.#skipped === 1) this.#differ('the client does not read: messages are skipped');
      return;
    }
    this.#sendParts(parts);
  }

  #close(payload: Buffer): void {
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1000;
    try {
      this.#socket.close(code, payload.subarray(2));
    } catch {
      // A code or reason that no end may send: the recorded connection was broken off.
      this.#socket.terminate();
    }
  }

  #sendParts(parts: readonly RawPart[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const { kind, payload } of parts) this.#socket.send(payload, { binary: kind === 'binary' });
  }

  #sendText(text: string): void {
    this.#sendParts([{ kind: 'text', payload: Buffer.from(text) }]);
  }

  #differ(difference: string): void {
    this.#options.differences.add(`${this.#connection.id}: ${difference}`);
  }

  #end(): void {
    clearInterval(this.#pings);
    this.#ended.abort();
  }
}
