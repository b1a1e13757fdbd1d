/** Reads the requests of the clients and passes each on as HTTP or WebSocket. It listens on no port of its own. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Connection } from './connection.ts';
import { ExchangeObserver } from './exchange.ts';
import { forwardRequest, TargetAgent, type Forwarding } from './http-forwarding.ts';
import type { TappedExchange } from './tap.ts';
import { forwardUpgrade } from './websocket-upgrade.ts';

export interface EdgeOptions extends Forwarding {
  /** A connection that carried plain requests asks for WebSocket. */
  readonly becomesWebSocket: (connection: Connection, path: string) => void;
  /** Called with each request and its response, when the response has ended. */
  readonly exchange?: ((exchange: TappedExchange) => void) | undefined;
}

interface Client {
  readonly connection: Connection;
  readonly agent: TargetAgent;
}

export class HttpEdge {
  readonly #server: Server;
  readonly #clients = new WeakMap<object, Client>();

  constructor(options: EdgeOptions) {
    const observer = options.exchange && new ExchangeObserver(options.exchange);
    // Without a limit of time for a request: uploads over a slow link take long.
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
      const { agent, connection } = this.#client(request);
      const answered: Forwarding['answered'] =
        observer && ((asked, answer, startedUs) => observer.observe(asked, answer, connection.state, startedUs));
      forwardRequest(request, response, agent, { ...options, answered });
    });
    this.#server.on('upgrade', (request: IncomingMessage, _socket, head: Buffer) => {
      const { connection } = this.#client(request);
      if (connection.state.kind === 'http') options.becomesWebSocket(connection, request.url ?? '/');
      forwardUpgrade(request, head, connection, options);
    });
  }

  serve(connection: Connection): void {
    this.#clients.set(connection.client, { connection, agent: new TargetAgent(connection) });
    this.#server.emit('connection', connection.client);
  }

  #client({ socket }: IncomingMessage): Client {
    const client = this.#clients.get(socket);
    if (!client) throw new Error('a request came over a socket that is not served');
    return client;
  }
}
