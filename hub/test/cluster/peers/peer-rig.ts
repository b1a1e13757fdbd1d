/** For tests: the parts of hubs that talk to each other, on ports of their own. */
import { once, EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import pino, { type Logger } from 'pino';
import { createRefuseSocket } from '../../../src/network/refuse-socket.ts';
import { Peers } from '../../../src/cluster/peers/peers.ts';
import type { PeerAddress, PeerDirectory } from '../../../src/cluster/peers/directory.ts';

export const TOKEN = 'a token of the tests for hubs, größer';

/** A logger, and its warnings. */
export function loggedWarnings(): { readonly logger: Logger; readonly lines: readonly { readonly msg: string }[] } {
  const lines: { readonly msg: string }[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as { msg: string });
  return { logger: pino({ level: 'warn' }, { write }), lines };
}

export class FixedDirectory extends EventEmitter<{ changed: [] }> implements PeerDirectory {
  #hubs: readonly PeerAddress[] = [];

  get hubs(): readonly PeerAddress[] {
    return this.#hubs;
  }

  set(hubs: readonly PeerAddress[]): void {
    this.#hubs = hubs;
    this.emit('changed');
  }
}

interface PeerRigOptions {
  readonly token?: string;
  readonly port?: number;
  readonly build?: string;
  readonly logger?: Logger;
  /** Absent: without TLS. */
  readonly credentials?: { readonly cert: string; readonly key: string };
  /** Of other hubs. */
  readonly authorities?: readonly string[];
  readonly unreachableAfterMs?: number;
}

export class PeerRig {
  readonly peers: Peers;
  readonly directory = new FixedDirectory();
  readonly address: PeerAddress;
  readonly #server: Server;

  static async start(hubId: string, options: PeerRigOptions = {}): Promise<PeerRig> {
    const server = options.credentials ? createSecureServer(options.credentials) : createServer();
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return new PeerRig(hubId, options, server);
  }

  private constructor(hubId: string, options: PeerRigOptions, server: Server) {
    const { token = TOKEN, build = 'test', logger = pino({ level: 'silent' }), credentials, authorities, unreachableAfterMs } = options;
    this.#server = server;
    const scheme = credentials ? 'https' : 'http';
    this.address = { hubId, url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}` };
    this.peers = new Peers({
      own: { hubId, token, build, authorities },
      directory: this.directory,
      logger,
      unreachableAfterMs,
      addressOf: () => '127.0.0.1',
      refuse: createRefuseSocket(1000),
    });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      void this.peers.server.upgrade(request, socket, head);
    });
    this.peers.start();
  }

  get port(): number {
    return Number(new URL(this.address.url).port);
  }

  async close(): Promise<void> {
    await this.peers.close();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}
