/** A proxy between any client and one HTTP or WebSocket server, which applies the faults of its rules. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { listening } from '../system/listening.ts';
import { ConnectionError, UnknownConnectionError } from './control/controlled.ts';
import { Connection } from './relay/connection.ts';
import { guardedTap } from './relay/guarded-tap.ts';
import { HttpEdge } from './relay/http-edge.ts';
import { readHead } from './relay/request-head.ts';
import type { ConnectionState, Tap } from './relay/tap.ts';
import { readTarget, type Target } from './relay/target.ts';
import { RuleBook, type RuleState } from './rules/rule-book.ts';
import type { Direction, MessageContent, RuleInput } from './rules/schema.ts';
import type { ConnectionIdentity } from './rules/selection.ts';

const CONNECTIONS_MAX = 10_000;

export interface FaultProxyOptions {
  /** `http://…`, `https://…`, `ws://…` or `wss://…`, without a path. */
  readonly target: string;
  readonly rules?: readonly RuleInput[];
  /** The same seed hits the same connections and messages. */
  readonly seed?: number;
  /** Address to listen on (127.0.0.1). */
  readonly host?: string;
  /** 0 is a free port (0). */
  readonly port?: number;
  /** Accept every certificate of the target. */
  readonly insecure?: boolean;
  readonly tap?: Tap;
}

export class FaultProxy {
  readonly rules: RuleBook;
  readonly #target: Target;
  readonly #tap: Tap;
  readonly #server: Server;
  readonly #edge: HttpEdge;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<Connection>();
  #url = '';
  readonly #numbers = { websocket: 0, http: 0 };

  private constructor({ target, rules = [], seed = 1, insecure = false, tap: observer = {} }: FaultProxyOptions) {
    const tap = guardedTap(observer);
    this.#target = readTarget(target, insecure);
    this.rules = new RuleBook(seed, rules);
    this.#tap = tap;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.#accept(socket));
    this.#edge = new HttpEdge({
      target: this.#target,
      problem: (message) => tap.problem?.(message),
      exchange: tap.exchange && ((exchange) => tap.exchange?.(exchange)),
      becomesWebSocket: (connection, path) => connection.becomes(this.#identity('websocket', path)),
    });
  }

  /** @throws {RangeError} if the target is no address, {RuleError} for a wrong rule, and the error of `listen` */
  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    proxy.#url = await listening(proxy.#server, options);
    return proxy;
  }

  /** `http://…`; WebSocket clients use the same address with `ws://`. */
  get url(): string {
    return this.#url;
  }

  get connections(): ConnectionState[] {
    return [...this.#connections].map(({ state }) => state);
  }

  counts(): RuleState[] {
    return this.rules.counts();
  }

  /** Ends one connection, or all. @throws {ConnectionError} */
  cut(id?: string): void {
    const cut = id === undefined ? [...this.#connections] : [this.#connection(id)];
    for (const connection of cut) connection.cut();
  }

  /** Sends a message over a WebSocket connection. @throws {ConnectionError} */
  inject(id: string, direction: Direction, content: MessageContent): void {
    if (!this.#connection(id).inject(direction, content)) {
      throw new ConnectionError(`${id} takes no message: it is no open WebSocket connection that can be read, or too much waits`);
    }
  }

  /** Ends all connections. May be called twice. */
  async close(): Promise<void> {
    this.rules.close();
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    for (const connection of this.#connections) connection.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #connection(id: string): Connection {
    const found = [...this.#connections].find(({ state }) => state.id === id);
    if (!found) throw new UnknownConnectionError(`there is no connection ${id}`);
    return found;
  }

  async #accept(socket: Socket): Promise<void> {
    // 'close' follows an error and handles it.
    socket.on('error', () => undefined);
    if (this.#sockets.size >= CONNECTIONS_MAX) {
      socket.destroy();
      this.#tap.problem?.(`a connection is refused: ${CONNECTIONS_MAX} are open`);
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const head = await readHead(socket);
    if (!head || socket.destroyed) {
      socket.destroy();
      return;
    }
    this.#open(socket, this.#identity(head.kind, head.path), head.bytes);
  }

  #open(client: Socket, identity: ConnectionIdentity, head: Buffer): void {
    const connection: Connection = new Connection({
      identity,
      client,
      head,
      target: this.#target,
      rules: this.rules,
      tap: this.#tap,
      ended: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    this.#tap.opened?.(connection.state);
    connection.client.on('close', () => this.#tap.closed?.(connection.state));
    this.#edge.serve(connection);
  }

  #identity(kind: ConnectionIdentity['kind'], path: string): ConnectionIdentity {
    this.#numbers[kind] += 1;
    return { kind, path, number: this.#numbers[kind] };
  }
}
