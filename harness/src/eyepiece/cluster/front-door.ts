/** A load balancer of TCP connections in front of several hubs. A connection stays at its hub until either side ends it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** As in deploy/nginx/eyepiece-cluster.conf. */
const CONNECT_MS = 2000;

export class FrontDoor {
  readonly #ports: readonly number[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections to hubs, by that of the client. */
  readonly #passing = new Map<Socket, Socket>();
  readonly #out = new Set<number>();
  #preferred: number | undefined;
  #turn = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((client) => void this.#pass(client));
  }

  /** @param ports of the hubs on loopback; other methods name a hub by its index in this list */
  static async open(ports: readonly number[]): Promise<FrontDoor> {
    const front = new FrontDoor(ports);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Sends new connections to this hub, as long as it accepts them. @param hub undefined: to all hubs in turn */
  prefer(hub: number | undefined): void {
    this.#preferred = hub;
  }

  /** Gives the hub no new connections while there are others, as after a failed health check. */
  takeOut(hub: number): void {
    this.#out.add(hub);
  }

  putBack(hub: number): void {
    this.#out.delete(hub);
  }

  /** Ends all connections. New ones are accepted. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends the connections of the clients. The hubs do not notice: like a network that fails without a word. */
  strand(): void {
    const clients = [...this.#passing.keys()];
    this.#passing.clear();
    for (const client of clients) client.destroy();
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  async #pass(client: Socket): Promise<void> {
    this.#keep(client);
    for (const port of this.#order()) {
      const hub = await this.#dial(port);
      if (hub === undefined) continue;
      this.#join(client, hub);
      return;
    }
    client.destroy();
  }

  #join(client: Socket, hub: Socket): void {
    if (client.destroyed) {
      hub.destroy();
      return;
    }
    this.#passing.set(client, hub);
    hub.once('close', () => client.destroySoon());
    client.once('close', () => {
      if (this.#passing.delete(client)) hub.destroy();
    });
    client.pipe(hub).pipe(client);
  }

  #order(): number[] {
    const first = this.#preferred ?? this.#turn++ % this.#ports.length;
    const hubs = this.#ports.map((_port, index) => (first + index) % this.#ports.length);
    const healthy = hubs.filter((hub) => !this.#out.has(hub));
    return (healthy.length > 0 ? healthy : hubs).flatMap((hub) => this.#ports[hub] ?? []);
  }

  async #dial(port: number): Promise<Socket | undefined> {
    const hub = this.#keep(connect({ port, host: '127.0.0.1', noDelay: true }));
    try {
      await once(hub, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
      return hub;
    } catch {
      hub.destroy();
      return undefined;
    }
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
