/**
 * Writes a viewer's frames to its Socket.IO connection.
 * On a WebSocket, the shared encoded bytes go directly to the sender of `ws`, as Engine.IO itself does with pre-encoded
 * frames. While Engine.IO has waiting packets, they go through its queue (`wsPreEncodedFrame`), so that no packet comes
 * between the two parts of a binary event. See docs/adr/0003. On other transports, or if these internals are missing,
 * Socket.IO encodes the event normally.
 */
import type { Flow } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../fanout/frames/shared-frame.ts';
import type { FramePings, OnAnswer, ViewerSink } from '../../fanout/link/viewer-link.ts';
import type { EngineSocket, EngineTransport, EngineWebSocket } from '../connection/engine.ts';
import type { HubSocket } from '../io.ts';
import { Pings } from './pings.ts';

/** `readyState` of an open WebSocket. */
const OPEN = 1;

export class SocketViewerSink implements ViewerSink {
  readonly #socket: HubSocket;
  readonly #engine: EngineSocket;
  /** The last inspected transport, and its WebSocket if it supports pre-encoded frames. */
  #transport: EngineTransport | undefined;
  #webSocket: EngineWebSocket | undefined;
  readonly #pings = new Pings();
  readonly #sharers: () => number;

  /** @param sharers viewers of the connection */
  constructor(socket: HubSocket, sharers: () => number) {
    this.#socket = socket;
    this.#sharers = sharers;
    this.#engine = socket.conn as unknown as EngineSocket;
  }

  get flushed(): boolean {
    const { transport, writeBuffer } = this.#engine;
    return transport.writable && writeBuffer.length === 0 && (transport.socket?.bufferedAmount ?? 0) === 0;
  }

  get canPing(): boolean {
    this.#inspectNew();
    return this.#pings.hasRoom(0);
  }

  get sharers(): number {
    return this.#sharers();
  }

  ping(onAnswer: OnAnswer): boolean {
    this.#inspectNew();
    if (!this.#pings.hasRoom(1) || this.#webSocket?.readyState !== OPEN) return false;
    this.#pings.write(onAnswer);
    return true;
  }

  send(frame: SharedFrame, pings?: FramePings): boolean {
    this.#inspectNew();
    const engine = this.#engine;
    const webSocket = this.#webSocket;
    if (!webSocket) {
      this.#socket.compress(false).emit('frame', frame.cameraId, frame.message);
    } else if (engine.writeBuffer.length > 0) {
      // Waiting packets go first: they may include the second part of a binary event.
      frame.keepWire();
      engine.sendPacket('message', '', { compress: false, wsPreEncodedFrame: [frame.wire] });
    } else if (webSocket.readyState === OPEN) {
      const isPinged = pings !== undefined && this.#pings.hasRoom(2);
      if (isPinged && pings.before) this.#pings.write(pings.before);
      if (isPinged) this.#pings.writeAfter(frame, pings.after);
      else webSocket._sender?.sendFrame?.([frame.wire]);
      // Unsent data is read from this buffer later.
      if (webSocket.bufferedAmount > 0) frame.keepWire();
      return isPinged;
    }
    return false;
  }

  #inspectNew(): void {
    const engine = this.#engine;
    if (engine.transport === this.#transport) return;
    this.#webSocket = takesPreEncodedFrames(engine) ? engine.transport.socket : undefined;
    // During an upgrade, the next frame inspects again.
    this.#transport = engine.upgrading ? undefined : engine.transport;
    this.#pings.attach(this.#webSocket);
  }

  flow(flow: Flow): void {
    this.#socket.emit('flow', flow);
  }
}

/** Whether the current transport supports pre-encoded frames. */
export function takesPreEncodedFrames(engine: EngineSocket): boolean {
  const { transport } = engine;
  return (
    transport.name === 'websocket' &&
    !engine.upgrading &&
    !transport.perMessageDeflate &&
    typeof transport._canSendPreEncodedFrame === 'function' &&
    typeof transport.socket?._sender?.sendFrame === 'function'
  );
}
