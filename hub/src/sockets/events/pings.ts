/**
 * Pings of a WebSocket. Every client answers them by itself, in order with the data before them, so the answers measure
 * the link (see hub/src/fanout/link). RFC 6455 §5.5.3 allows a client to answer only the newest of several pings. An
 * answer that matches no waiting ping is ignored.
 */
import type { SharedFrame } from '../../fanout/frames/shared-frame.ts';
import { encodePing, nextPingId } from '../../fanout/frames/wire-frame.ts';
import type { EngineWebSocket } from '../connection/engine.ts';

/** Pings without an answer. More mean that the client does not answer. */
const WAITING_MAX = 64;
const ID_BYTES = 4;

interface Waiting {
  readonly id: number;
  readonly onAnswer: () => void;
}

export class Pings {
  readonly #waiting: Waiting[] = [];
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
    const id = nextPingId();
    this.#waiting.push({ id, onAnswer });
    this.#webSocket?._sender?.sendFrame?.([encodePing(id)]);
  }

  /** Writes a frame and the ping after it as one buffer: two would need `writev`, which costs several times as much. */
  writeAfter({ pingedWire, pingId }: Pick<SharedFrame, 'pingedWire' | 'pingId'>, onAnswer: () => void): void {
    this.#waiting.push({ id: pingId, onAnswer });
    this.#webSocket?._sender?.sendFrame?.([pingedWire]);
  }

  #answered(data: Buffer): void {
    if (data.length !== ID_BYTES) return;
    const id = data.readUInt32BE();
    const index = this.#waiting.findIndex((ping) => ping.id === id);
    const [answered] = index < 0 ? [] : this.#waiting.splice(0, index + 1).slice(-1);
    answered?.onAnswer();
  }
}
