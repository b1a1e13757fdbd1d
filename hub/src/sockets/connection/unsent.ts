/** Measures unsent data of a client in this process, and whether it makes progress. */
import type { ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { EnginePacket, EngineSocket } from './engine.ts';

/** Memory overhead of a waiting packet, bytes. */
const PACKET_OVERHEAD = 200;

/** libuv's counters of a stream: bytes written to it, and bytes that the kernel has not accepted. */
interface Handle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
  /** The TCP stream below one of TLS, which only counts whole writes. */
  readonly _parent?: Handle;
}

/**
 * Bytes that the kernel has accepted so far. Reads the handle, because Node reports a large write only when it is
 * complete.
 */
function drainedBytes(socket: NetSocket): number {
  const own = (socket as unknown as { readonly _handle?: Handle | null })._handle;
  const handle = own?._parent ?? own;
  if (handle?.bytesWritten !== undefined && handle.writeQueueSize !== undefined) return handle.bytesWritten - handle.writeQueueSize;
  return socket.bytesWritten - socket.writableLength;
}

function packetBytes({ data, options }: EnginePacket): number {
  const frame = options?.wsPreEncodedFrame?.[0];
  if (frame) return PACKET_OVERHEAD + frame.length;
  if (typeof data === 'string') return PACKET_OVERHEAD + data.length;
  return PACKET_OVERHEAD + (ArrayBuffer.isView(data) ? data.byteLength : 0);
}

export class Unsent {
  readonly #engine: EngineSocket;
  /** Unwritten responses to polls. Afterwards a proxy may use their connections for other clients. */
  readonly #polls = new Set<ServerResponse>();
  #polled = 0;
  #drained = -1;
  #movedAtMs: number | undefined;

  constructor(engine: EngineSocket) {
    this.#engine = engine;
  }

  /** Called before this response to a poll is written. */
  answering(response: ServerResponse): void {
    this.#polled += 1;
    if (response.closed) return;
    this.#polls.add(response);
    response.once('close', () => this.#polls.delete(response));
  }

  /** Unsent bytes in the queue, the WebSocket, and responses to polls. */
  get bytes(): number {
    const { transport, writeBuffer } = this.#engine;
    let bytes = transport.socket?.bufferedAmount ?? 0;
    for (const packet of writeBuffer) bytes += packetBytes(packet);
    for (const { socket } of this.#polls) bytes += socket?.writableLength ?? 0;
    return bytes;
  }

  /** Time with unsent data and without progress, ms. Must be called a few times a second. */
  stuckMs(nowMs: number): number {
    const { transport, writeBuffer } = this.#engine;
    if (writeBuffer.length === 0 && this.#polls.size === 0 && (transport.socket?.bufferedAmount ?? 0) === 0) {
      this.#movedAtMs = undefined;
      return 0;
    }
    const drained = this.#drainedSoFar();
    if (drained !== this.#drained || this.#movedAtMs === undefined) {
      this.#drained = drained;
      this.#movedAtMs = nowMs;
    }
    return nowMs - this.#movedAtMs;
  }

  /** Destroys unsent responses. */
  destroy(): void {
    for (const { socket } of this.#polls) socket?.destroy();
    this.#polls.clear();
  }

  #drainedSoFar(): number {
    const own = this.#engine.transport.socket?._socket;
    let drained = this.#polled + (own ? drainedBytes(own) : 0);
    for (const { socket } of this.#polls) drained += socket ? drainedBytes(socket) : 0;
    return drained;
  }
}
