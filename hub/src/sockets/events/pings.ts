/**
 * Pings of a WebSocket. Every client answers them by itself, in order with the data before them, so the answers measure
 * the link (see hub/src/fanout/link). RFC 6455 §5.5.3 allows a client to answer only the newest of several pings. An
 * answer that matches no waiting ping is ignored.
 */
import type { EngineWebSocket } from '../connection/engine.ts';

/** Pings without an answer. More mean that the client does not answer. */
const WAITING_MAX = 64;
const ID_BYTES = 4;
/** Final frame with opcode 9, not masked, RFC 6455 §5.2. */
const HEAD = Buffer.from([0x89, ID_BYTES]);

interface Waiting {
  readonly id: number;
  readonly onAnswer: () => void;
}

export class Pings {
  readonly #waiting: Waiting[] = [];
  #nextId = Math.floor(Math.random() * 2 ** 31);
  #webSocket: EngineWebSocket | undefined;

  /** Sets the WebSocket; undefined while the transport has no pings. */
  attach(webSocket: EngineWebSocket | undefined): void {
    if (webSocket === this.#webSocket) return;
    this.#waiting.length = 0;
    this.#webSocket = webSocket;
    webSocket?.on?.('pong', (data) => {
      if (webSocket === this.#webSocket) this.#answered(data);
    });
  }

  /** Whether so many pings can be written. */
  hasRoom(count: number): boolean {
    return typeof this.#webSocket?._sender?.sendFrame === 'function' && this.#waiting.length + count <= WAITING_MAX;
  }

  /** Writes a ping after everything that was written before. */
  write(onAnswer: () => void): void {
    this.#webSocket?._sender?.sendFrame?.([this.#encode(onAnswer)]);
  }

  /** Writes a frame and a ping after it. Both are one write: `ws` has no call for this. */
  writeAfter(frame: Buffer, onAnswer: () => void): void {
    this.#webSocket?._sender?.sendFrame?.([frame, this.#encode(onAnswer)]);
  }

  #encode(onAnswer: () => void): Buffer {
    this.#nextId = (this.#nextId + 1) % 2 ** 32;
    this.#waiting.push({ id: this.#nextId, onAnswer });
    const ping = Buffer.allocUnsafe(HEAD.length + ID_BYTES);
    ping.set(HEAD);
    ping.writeUInt32BE(this.#nextId, HEAD.length);
    return ping;
  }

  #answered(data: Buffer): void {
    if (data.length !== ID_BYTES) return;
    const id = data.readUInt32BE();
    const index = this.#waiting.findIndex((ping) => ping.id === id);
    const [answered] = index < 0 ? [] : this.#waiting.splice(0, index + 1).slice(-1);
    answered?.onAnswer();
  }
}
