/** For tests: a TCP link that can fall silent without closing, as after a pulled cable. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class FrozenLink {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frozen = false;

  static async start(to: number): Promise<FrozenLink> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FrozenLink(server, to);
  }

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (inside) => {
      const outside = connect(to, '127.0.0.1');
      for (const [from, into] of [[inside, outside] as const, [outside, inside] as const]) {
        this.#sockets.add(from);
        from.on('data', (data) => {
          into.write(data);
        });
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          if (!this.#frozen) into.destroy();
        });
        if (this.#frozen) from.pause();
      }
    });
  }

  /** Nothing passes in either direction. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  thaw(): void {
    this.#frozen = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
