/**
 * The HTTP server that listens: what reaches the applications behind it has passed every limit that needs no sign-in.
 * Koa, Socket.IO and the camera link listen on `admitted`, a server without a port that is handed requests and upgrades.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf, type ClientOf } from '../../network/client.ts';
import { HubError, notFound, rateLimited, toHubError } from '../../errors.ts';
import type { HttpLimits } from '../../limits.ts';
import type { Metrics, Refusal } from '../../metrics.ts';
import type { Requester } from '../../queue/rotation.ts';
import { createRefuseSocket, type RefuseSocket } from '../../network/refuse-socket.ts';
import { Bodies } from './bodies.ts';
import { Connections } from './connections.ts';
import { endings, refuseRequest, stopParsing } from './refuse-request.ts';
import { RequestQueue } from './request-queue.ts';
import { Unanswered, whenFirst } from './responses.ts';
import { takeTarget, upgradePath } from './target.ts';

/** How often Node looks for requests whose headers are late, ms. */
const HEADERS_CHECK_MS = 1000;
const RETRY_AFTER_SECONDS = 5;

export interface EdgeOptions {
  readonly limits: HttpLimits;
  /** Everything is below it; without a slash at the end. */
  readonly basePath: string;
  readonly metrics: Pick<Metrics, 'refused'>;
  /** What a connection from this address counts for; undefined for a trusted proxy, which brings everyone's. */
  readonly partyOf: (address: string) => string | undefined;
  /** Which client a request is from, also behind a trusted proxy. */
  readonly clientOf: ClientOf;
}

export interface Edge {
  /** Has the requests and upgrades that passed. */
  readonly admitted: Server;
  readonly refuse: RefuseSocket;
  /** Resolves with the real port. */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections; those that are open go on. */
  stopListening(): void;
  /** Stops listening and ends every connection; upgraded ones have a moment for their own farewell. */
  close(): Promise<void>;
}

export function createEdge({ limits, basePath, metrics, partyOf, clientOf }: EdgeOptions): Edge {
  const admitted = createServer();
  const refuse = createRefuseSocket(limits.refusalLingerMs);
  const connections = new Connections({ limits, metrics, refuse, partyOf });
  const unanswered = new Unanswered();
  const bodies = new Bodies({ limits, metrics });
  const queue = new RequestQueue(limits);
  const server = createServer({
    maxHeaderSize: limits.maxUploadHeaderBytes + limits.maxTargetBytes,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: HEADERS_CHECK_MS,
    // Bodies have deadlines of their own: a large capture over a slow line takes as long as it takes.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    shouldUpgradeCallback: (request) => upgradePath(request, basePath) !== undefined,
  });
  server.setTimeout(limits.stalledAnswerMs, (socket) => idle(socket));

  server.on('connection', (socket) => connections.admit(socket));
  server.on('request', handle);
  server.on('upgrade', upgrade);
  server.on('clientError', fail);

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // The parser goes on with what it has read when the connection has ended.
    if (socket.destroyed || connections.isRefused(socket)) {
      stopParsing(socket);
      return;
    }
    // Resets reach the application as an aborted request or a closed response; whether it listens is its business.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (unanswered.add(socket, response) > limits.maxUnansweredRequests) {
      metrics.refused('unanswered_requests');
      end(request);
      return;
    }
    whenFirst(response, () => enqueue(request, response));
  }

  function enqueue(request: IncomingMessage, response: ServerResponse): void {
    const leave = queue.add({ by: () => requesterOf(request), run: () => handOn(request, response) });
    if (leave === 'full') refuseRequest(request, response, noRoom(), limits.refusalLingerMs);
    else if (leave) request.once('close', leave);
  }

  /** Node makes an error with a stack for each request that is cut off: hundreds of connections end in slices too. */
  function end(request: IncomingMessage): void {
    const { socket } = request;
    stopParsing(socket);
    endings.add(socket);
    const cut = (): void => void socket.destroy();
    if (queue.add({ by: () => requesterOf(request), run: cut }) === 'full') cut();
  }

  function handOn(request: IncomingMessage, response: ServerResponse): void {
    if (endings.has(request.socket)) return;
    let moved: string | undefined;
    try {
      moved = takeTarget(request, { limits, basePath });
    } catch (error) {
      refuseRequest(request, response, countedError(error), limits.refusalLingerMs);
      return;
    }
    bodies.watch(request, response);
    if (moved !== undefined) {
      response.writeHead(308, { Location: moved, 'Content-Length': 0 }).end();
      return;
    }
    admitted.emit('request', request, response);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The HTTP server has let go of the socket, and so of its errors.
    socket.on('error', () => socket.destroy());
    if (connections.isRefused(request.socket)) return;
    const leave = queue.add({ by: () => requesterOf(request), run: () => handUpgradeOn(request, socket, head) });
    if (leave === 'full') refuse(socket, noRoom());
    else if (leave) socket.once('close', leave);
  }

  function handUpgradeOn(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      takeTarget(request, { limits, basePath });
    } catch (error) {
      refuse(socket, countedError(error));
      return;
    }
    if (unanswered.count(request.socket) > 0) {
      // An answer that is still to be written would end up among the frames.
      refuse(socket, new HubError('conflict', 'Wait for the answer to the last request before an upgrade'));
    } else if (upgradePath(request) === undefined) refuse(socket, notFound(`GET ${request.url ?? ''}`));
    else {
      endUnlessTaken(socket);
      admitted.emit('upgrade', request, socket, head);
    }
  }

  function requesterOf(request: IncomingMessage): Requester {
    const { remoteAddress = '', remotePort = 0 } = request.socket;
    const party = connections.partyOf(request.socket) ?? networkOf(clientOf(request).address);
    return { party, person: `${remoteAddress} ${remotePort}` };
  }

  function noRoom(): HubError {
    metrics.refused('requests_waiting');
    return rateLimited('Too many requests are waiting, try again shortly', RETRY_AFTER_SECONDS);
  }

  /** Refused by the library, or forgotten: the socket must not stay half open. A WebSocket reads what arrives. */
  function endUnlessTaken(socket: Duplex): void {
    const deadline = setTimeout(() => {
      if (socket.writable && socket.listenerCount('data') > 0) return;
      metrics.refused('upgrade');
      socket.destroy();
    }, limits.headersTimeoutMs);
    socket.once('close', () => clearTimeout(deadline));
  }

  function fail(error: NodeJS.ErrnoException, socket: Duplex): void {
    const refusal = clientError(error, limits);
    if (refusal !== undefined && socket instanceof Socket && expectsAnswer(socket)) refuse(socket, countedError(refusal));
    else socket.destroy();
  }

  /** A late answer cannot be told from the one that is on its way; a connection that said nothing expects none. */
  function expectsAnswer(socket: Socket): boolean {
    return !connections.isRefused(socket) && unanswered.count(socket) === 0 && socket.bytesRead > 0;
  }

  /** A connection without progress in either direction. */
  function idle(socket: Socket): void {
    const waits = unanswered.count(socket) > 0;
    if (waits && socket.writableLength === 0) {
      // The hub is at work, or has a live feed that has nothing to say. What the kernel holds of a feed that its client
      // does not read is not counted here: the feed measures that and ends by itself (fanout/mjpeg-reader.ts).
      socket.setTimeout(limits.stalledAnswerMs);
      return;
    }
    if (waits) metrics.refused('answer_stalled');
    socket.destroy();
  }

  async function listen(port: number, host: string): Promise<number> {
    server.listen(port, host);
    await once(server, 'listening'); // rejects with the server's error
    return (server.address() as AddressInfo).port;
  }

  let closed: Promise<unknown> | undefined;
  function stopListening(): void {
    closed ??= new Promise((resolve) => server.close(resolve));
  }

  async function close(): Promise<void> {
    stopListening();
    queue.close();
    server.closeAllConnections();
    const deadline = setTimeout(() => connections.destroy(), limits.refusalLingerMs);
    await closed;
    clearTimeout(deadline);
  }

  function countedError(thrown: unknown): HubError {
    const error = toHubError(thrown);
    const reasons: Partial<Record<HubError['code'], Refusal>> = {
      target_too_long: 'target_too_long',
      headers_too_large: 'headers_too_large',
      request_timeout: 'headers_timeout',
    };
    const reason = reasons[error.code];
    if (reason) metrics.refused(reason);
    return error;
  }

  return { admitted, refuse, listen, stopListening, close };
}

/** What Node's parser made of the request; undefined when there is nobody left to tell. */
function clientError({ code }: NodeJS.ErrnoException, limits: HttpLimits): HubError | undefined {
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT') return undefined;
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HubError('headers_too_large', `The headers are above ${limits.maxUploadHeaderBytes} bytes`);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HubError('request_timeout', `The headers did not arrive within ${limits.headersTimeoutMs} ms`);
  }
  return new HubError('validation_failed', 'The request is not HTTP');
}
