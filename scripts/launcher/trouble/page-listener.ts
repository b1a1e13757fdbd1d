/** A port that is given back at once: the hub waits for it. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const MAX_CONNECTIONS = 100;

export class PageListener {
  readonly #server: Server;
  /** Also those that are still in their handshake, which the server does not know. */
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.maxConnections = MAX_CONNECTIONS;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    server.on('tlsClientError', (_error: unknown, socket: Socket) => socket.destroy());
  }

  /** @throws when the port cannot be listened on */
  static async open(server: Server, port: number, host: string): Promise<PageListener> {
    const listener = new PageListener(server);
    server.listen(port, host);
    await once(server, 'listening'); // rejects with the server's error
    // Afterwards an error of one connection, such as too many open files, ends nothing.
    server.on('error', () => undefined);
    return listener;
  }

  /** Resolves when the port is free. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
