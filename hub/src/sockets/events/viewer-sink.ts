/**
 * Writes a viewer's frames to its Socket.IO connection.
 * On a WebSocket the bytes of the frame, made once for everybody, go straight to the `ws` sender, as Engine.IO itself
 * does with a pre-encoded frame; while Engine.IO has packets waiting, through its queue (`wsPreEncodedFrame`), so that
 * nothing comes between the two halves of a binary event. See docs/adr/0003. On other transports, or should what this
 * relies on disappear, Socket.IO encodes the event in its ordinary way.
 */
import type { Flow } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../fanout/frames/shared-frame.ts';
import type { ViewerSink } from '../../fanout/viewer.ts';
import type { EngineSocket, EngineTransport, EngineWebSocket } from '../connection/engine.ts';
import type { HubSocket } from '../io.ts';

/** `readyState` of a WebSocket on which data may be sent. */
const OPEN = 1;

export class SocketViewerSink implements ViewerSink {
  readonly #socket: HubSocket;
  readonly #engine: EngineSocket;
  /** The transport that was looked at last, and its WebSocket when that takes pre-encoded frames. */
  #transport: EngineTransport | undefined;
  #webSocket: EngineWebSocket | undefined;

  constructor(socket: HubSocket) {
    this.#socket = socket;
    this.#engine = socket.conn as unknown as EngineSocket;
  }

  get flushed(): boolean {
    const { transport, writeBuffer } = this.#engine;
    return transport.writable && writeBuffer.length === 0 && (transport.socket?.bufferedAmount ?? 0) === 0;
  }

  send(frame: SharedFrame): void {
    const engine = this.#engine;
    if (engine.transport !== this.#transport) this.#inspect();
    const webSocket = this.#webSocket;
    if (!webSocket) {
      this.#socket.compress(false).emit('frame', frame.cameraId, frame.message);
    } else if (engine.writeBuffer.length > 0) {
      // Whatever waits goes first: the second half of a binary event may be in there.
      frame.keepWire();
      engine.sendPacket('message', '', { compress: false, wsPreEncodedFrame: [frame.wire] });
    } else if (webSocket.readyState === OPEN) {
      webSocket._sender?.sendFrame?.([frame.wire]);
      // What the kernel did not take at once is read from this very buffer later.
      if (webSocket.bufferedAmount > 0) frame.keepWire();
    }
  }

  #inspect(): void {
    const engine = this.#engine;
    this.#webSocket = takesPreEncodedFrames(engine) ? engine.transport.socket : undefined;
    // Until an upgrade is done the next frame looks again.
    this.#transport = engine.upgrading ? undefined : engine.transport;
  }

  flow(flow: Flow): void {
    this.#socket.emit('flow', flow);
  }
}

/** Whether this connection, as it is now, writes pre-encoded frames. */
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
