/** Connects the hub with the others, for requests and for frames. Loaded only with REDIS_URL. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Fanout } from '../../fanout/fanout.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { RefuseSocket } from '../../network/refuse-socket.ts';
import type { OwnHub } from '../peers/dial.ts';
import type { PeerDirectory } from '../peers/directory.ts';
import { Peers } from '../peers/peers.ts';
import { Relay } from './edge/relay.ts';
import { RelayServer } from './home/relay-server.ts';

export interface OpenRelayParts {
  readonly own: OwnHub;
  readonly directory: PeerDirectory;
  readonly registry: CameraRegistry;
  readonly fanout: Fanout;
  readonly logger: Logger;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly refuse: RefuseSocket;
}

export interface OpenRelay {
  readonly peers: Peers;
  readonly relay: Relay;
  /** Takes upgrade requests of other hubs. @returns whether it was one */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** May be called twice. */
  close(): Promise<void>;
}

export function openRelay({ registry, fanout, ...parts }: OpenRelayParts): OpenRelay {
  const peers = new Peers(parts);
  const relay = new Relay(peers);
  const server = new RelayServer({
    io: peers.server.io,
    registry,
    fanout,
    addressOf: ({ request }) => parts.addressOf(request),
  });
  let closing: Promise<void> | undefined;
  return {
    peers,
    relay,
    upgrade: (request, socket, head) => {
      if (!peers.server.handles(request)) return false;
      void peers.server.upgrade(request, socket, head);
      return true;
    },
    close: () => {
      relay.close();
      server.close();
      return (closing ??= peers.close());
    },
  };
}
