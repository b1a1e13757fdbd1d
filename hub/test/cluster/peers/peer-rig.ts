/** For tests: the parts of hubs that talk to each other, on ports of their own. */
import { once, EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createRefuseSocket } from '../../../src/network/refuse-socket.ts';
import { Peers } from '../../../src/cluster/peers/peers.ts';
import type { PeerAddress, PeerDirectory } from '../../../src/cluster/peers/directory.ts';

export const TOKEN = 'a token of the tests for hubs, größer';

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

export class PeerRig {
  readonly peers: Peers;
  readonly directory = new FixedDirectory();
  readonly address: PeerAddress;
  readonly #server: Server;

  static async start(hubId: string, { token = TOKEN, port = 0, build = 'test' } = {}): Promise<PeerRig> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new PeerRig(hubId, token, build, server);
  }

  private constructor(hubId: string, token: string, build: string, server: Server) {
    this.#server = server;
    this.address = { hubId, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    this.peers = new Peers({
      own: { hubId, token, build },
      directory: this.directory,
      logger: pino({ level: 'silent' }),
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
