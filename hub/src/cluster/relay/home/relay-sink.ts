/** Writes frames to another hub: the bytes that are encoded once for all viewers, see sockets/events/viewer-sink.ts. */
import type { Socket } from 'socket.io';
import type { HubSocket } from '../../../sockets/io.ts';
import { SocketViewerSink } from '../../../sockets/events/viewer-sink.ts';
import type { PeerSocketData } from '../../peers/peer-server.ts';
import type { RelaySource } from '../messages.ts';
import type { RelaySink } from './relay-credit.ts';

interface Sent {
  source: (source: RelaySource) => void;
  flow: (flow: { readonly ackEvery: number }) => void;
}

interface Received {
  watch: (request: unknown, ack: unknown) => void;
  'frame:ack': (seq: unknown) => void;
  key: () => void;
}

export type RelaySocket = Socket<Received, Sent, Record<string, never>, PeerSocketData>;

export function relaySink(socket: RelaySocket): RelaySink {
  const frames = new SocketViewerSink(socket as unknown as HubSocket, () => 1);
  return {
    send: (frame) => void frames.send(frame),
    flow: (ackEvery) => void socket.emit('flow', { ackEvery }),
  };
}
