/** Accepts connections of other hubs, and answers their requests. Frames use the default namespace, see cluster/relay. */
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { rateLimited, HubError } from '../../errors.ts';
import type { RefuseSocket } from '../../network/refuse-socket.ts';
import { nowUs } from '../../process/host-clock.ts';
import { FirstTime } from '../../process/limits/first-time.ts';
import { ClusterToken } from './cluster-token.ts';
import type { OwnHub } from './dial.ts';
import {
  callSchema,
  isRefusal,
  judgeGreeting,
  NotUnderstood,
  PEER_MESSAGE_MAX_BYTES,
  PEER_NAMESPACE,
  PEER_PATH,
  refusedAnswer,
  understood,
  type PeerAnswer,
} from './protocol.ts';

/** A silent hub is found after 5 s, so that its cameras have another home within 8 s. */
const PINGS = { everyMs: 2000, timeoutMs: 3000 };
const CONNECT_MS = 5000;
/** Requests of one hub that are in progress. */
const SERVING_MAX = 256;
/** Answers that a hub has not taken. One with more is cut off, and connects again. */
const UNTAKEN_MAX = 1024;

export interface PeerCall {
  readonly hubId: string;
  /** When the requester stops waiting, on this hub's clock; undefined while the clocks are not compared. */
  readonly deadlineUs: number | undefined;
}

export type PeerHandler = (payload: unknown, call: PeerCall) => unknown;

/** What is known of the hub behind a connection. */
export interface PeerSocketData {
  hubId: string;
  build: string;
}

export type PeerIo = Server<Record<string, never>, Record<string, never>, Record<string, never>, PeerSocketData>;

export interface PeerServerParts {
  readonly own: OwnHub;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly refuse: RefuseSocket;
}

export class PeerServer {
  readonly io: PeerIo;
  readonly #parts: PeerServerParts;
  readonly #token: ClusterToken;
  /** Emits the upgrades of hubs with the token. */
  readonly #admitted = createServer();
  readonly #handlers = new Map<string, PeerHandler>();
  readonly #callers = new Map<string, Socket>();
  /** Messages that were logged already. Another hub may repeat the same fault many times. */
  readonly #logged = new FirstTime();

  constructor(parts: PeerServerParts) {
    this.#parts = parts;
    this.#token = new ClusterToken({
      token: parts.own.token,
      addressOf: parts.addressOf,
      onRefused: (address, count) => parts.logger.warn({ address, count }, 'a hub with a wrong CLUSTER_TOKEN was refused'),
    });
    this.io = new Server(this.#admitted, {
      path: PEER_PATH,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: PEER_MESSAGE_MAX_BYTES,
      pingInterval: PINGS.everyMs,
      pingTimeout: PINGS.timeoutMs,
      connectTimeout: CONNECT_MS,
    });
    this.#admit(this.io.of('/'));
    this.#admit(this.io.of(PEER_NAMESPACE));
    this.io.of(PEER_NAMESPACE).on('connection', (socket) => this.#serve(socket as unknown as Socket));
    this.handle('time', () => ({ timeUs: nowUs() }));
  }

  /** @throws {Error} when the event has a handler */
  handle(event: string, handler: PeerHandler): void {
    if (this.#handlers.has(event)) throw new Error(`${event} has a handler`);
    this.#handlers.set(event, handler);
  }

  /** Whether the upgrade request is of another hub. */
  handles(request: IncomingMessage): boolean {
    return request.url?.startsWith(PEER_PATH) === true;
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal = await this.#token.check(request);
    if (refusal) this.#parts.refuse(socket, refusal);
    else if (!socket.destroyed) this.#admitted.emit('upgrade', request, socket, head);
  }

  async close(): Promise<void> {
    await this.io.close();
  }

  #admit(namespace: ReturnType<PeerIo['of']>): void {
    namespace.use((socket, next) => {
      const judged = judgeGreeting(socket.handshake.auth, this.#parts.own);
      if (!isRefusal(judged)) {
        Object.assign(socket.data, { hubId: judged.hubId, build: judged.build });
        next();
        return;
      }
      const address = this.#parts.addressOf(socket.request);
      if (this.#logged.of(`${address} ${judged.message}`)) this.#parts.logger.warn({ address, ...judged }, 'another hub was refused');
      next(Object.assign(new Error(judged.message), { data: judged }));
      // A connection has one attempt: close it after the error is written.
      setImmediate(() => socket.conn.close());
    });
  }

  #serve(socket: Socket): void {
    const { hubId } = socket.data as PeerSocketData;
    // The earlier connection may be half open.
    this.#callers.get(hubId)?.disconnect(true);
    this.#callers.set(hubId, socket);
    let serving = 0;
    socket.on('disconnect', () => {
      if (this.#callers.get(hubId) === socket) this.#callers.delete(hubId);
    });
    socket.onAny((event: string, payload: unknown, call: unknown, ack: unknown) => {
      const reply = (answer: PeerAnswer): void => {
        const { writeBuffer } = socket.conn as unknown as { readonly writeBuffer: readonly unknown[] };
        if (writeBuffer.length > UNTAKEN_MAX) socket.disconnect(true);
        else if (typeof ack === 'function') (ack as (answer: PeerAnswer) => void)(answer);
      };
      if (serving >= SERVING_MAX) {
        reply(refusedAnswer(rateLimited(`${SERVING_MAX} requests of hub ${hubId} are in progress`, 1)));
        return;
      }
      serving += 1;
      void this.#answer(event, payload, call, hubId)
        .then(reply)
        .finally(() => (serving -= 1));
    });
  }

  async #answer(event: string, payload: unknown, rest: unknown, hubId: string): Promise<PeerAnswer> {
    try {
      const { deadlineUs } = understood(callSchema, rest ?? {});
      const handler = this.#handlers.get(event);
      if (!handler) throw new HubError('not_found', `This hub has no ${event}`);
      if (deadlineUs !== undefined && nowUs() > deadlineUs) throw new HubError('request_timeout', `${event} arrived after its deadline`);
      return { ok: true, result: await handler(payload, { hubId, deadlineUs }) };
    } catch (error) {
      if (error instanceof NotUnderstood) this.#logNotUnderstood(error, event, hubId);
      if (!(error instanceof HubError)) this.#parts.logger.error({ err: error, event, hubId }, 'a request of another hub failed');
      return refusedAnswer(error);
    }
  }

  #logNotUnderstood({ issue }: NotUnderstood, event: string, hubId: string): void {
    if (!this.#logged.of(`${hubId} ${event} ${issue}`)) return;
    this.#parts.logger.warn({ hubId, event, issue }, 'a message of another hub is not understood: it has another version');
  }
}
