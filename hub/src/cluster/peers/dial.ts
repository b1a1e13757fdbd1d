/** Opens stock Socket.IO connections to another hub. */
import { MAX_FRAME_PAYLOAD_BYTES } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { peerCredential } from './cluster-token.ts';
import { PEER_PATH, PEER_PROTOCOL, PEER_PROTOCOL_MIN, type Greeting } from './protocol.ts';
import type { PeerAddress } from './directory.ts';

/** Time for the TCP connection, the upgrade and the handshake, ms. */
const CONNECT_MS = 5000;
/** Reserve for headers of frames. */
const HEADERS_BYTES = 64 * 1024;

export interface OwnHub {
  readonly hubId: string;
  readonly build: string;
  readonly token: string;
  /** Authorities of the certificates of other hubs, in PEM; undefined for those that Node.js knows. */
  readonly authorities?: readonly string[] | undefined;
}

/** The connection does not reconnect by itself. @param namespace empty: the default namespace */
export function dial({ hubId, build, token, authorities }: OwnHub, peer: PeerAddress, namespace: string): Socket {
  const { origin, pathname } = new URL(peer.url);
  const greeting: Greeting = { hubId, to: peer.hubId, protocol: PEER_PROTOCOL, protocolMin: PEER_PROTOCOL_MIN, build };
  return io(origin + namespace, {
    path: pathname.replace(/\/+$/, '') + PEER_PATH,
    auth: greeting,
    extraHeaders: { authorization: `Bearer ${peerCredential(token)}` },
    transports: ['websocket'],
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_MS,
    ...(authorities && { ca: [...authorities] }),
    // Read by `ws`, though Socket.IO's types omit it.
    ...({ maxPayload: MAX_FRAME_PAYLOAD_BYTES + HEADERS_BYTES } as object),
  });
}
