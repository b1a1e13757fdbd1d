/**
 * The listening HTTP server, for the ports of HTTP and HTTPS. It enforces all limits that need no sign-in. Koa, Socket.IO
 * and the camera link listen on `admitted`, a server without a port that receives the accepted requests and upgrades.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf, type ClientOf } from '../../network/client.ts';
import { HubError, notFound, rateLimited, toHubError } from '../../errors.ts';
import type { HttpLimits } from '../../process/limits/http-limits.ts';
import type { Metrics, Refusal } from '../../process/metrics.ts';
import type { Requester } from '../../process/limits/queues/rotation.ts';
import { createRefuseSocket, type RefuseSocket } from '../../network/refuse-socket.ts';
import { Bodies } from './bodies.ts';
import { Connections } from './connections.ts';
import { closingSockets, refuseRequest, stopParsing } from './refuse-request.ts';
import { RequestQueue } from './request-queue.ts';
import { answerPlainRequest, speakHttps } from './plain-requests.ts';
import { SecureListener, type TlsCredentials } from './secure-listener.ts';
import { Unanswered, afterEarlierResponses } from './responses.ts';
import { takeTarget, upgradePath } from './target.ts';

/** Interval of Node's check for late headers, ms. */
const HEADERS_CHECK_MS = 1000;
const RETRY_AFTER_SECONDS = 5;

export interface EdgeOptions {
  readonly limits: HttpLimits;
  /** Prefix of all paths, without a trailing slash. */
  readonly basePath: string;
  /** Whether other hubs connect to this one. */
  readonly hasPeers?: boolean;
  readonly metrics: Pick<Metrics, 'refused'>;
  /** The party that a connection counts for; undefined for a trusted proxy, which carries all clients. */
  readonly partyOf: (address: string) => string | undefined;
  /** The client of a request, also behind a trusted proxy. */
  readonly clientOf: ClientOf;
}

export interface Edge {
  /** Emits the accepted requests and upgrades. */
  readonly admitted: Server;
  readonly refuse: RefuseSocket;
  /** Resolves with the real port. */
  listen(port: number, host: string): Promise<number>;
  /** Adds a port for HTTPS. Resolves with the real port. */
  listenSecurely(port: number, host: string, credentials: TlsCredentials): Promise<number>;
  /** Uses another certificate for new connections. */
  renewCertificate(credentials: TlsCredentials): void;
  /** Accepts no new connections; open ones continue. */
  stopListening(): void;
  /** Stops listening and closes all connections. Upgraded ones have a moment for their closing handshake. */
  close(): Promise<void>;
}

export function createEdge({ limits, basePath, hasPeers = false, metrics, partyOf, clientOf }: EdgeOptions): Edge {
  const admitted = createServer();
  const refuse = createRefuseSocket(limits.refusalLingerMs);
  const connections = new Connections({ limits, metrics, refuse, partyOf });
  const unanswered = new Unanswered();
  const bodies = new Bodies({ limits, metrics });
  const queue = new RequestQueue(limits);
  let secure: SecureListener | undefined;
  const server = createServer({
    maxHeaderSize: limits.maxUploadHeaderBytes + limits.maxTargetBytes,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: HEADERS_CHECK_MS,
    // `Bodies` has its own deadlines, since a large capture over a slow link may take long.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    // Node's own refusal has no body; `takeTarget` refuses with JSON.
    requireHostHeader: false,
    shouldUpgradeCallback: (request) => upgradePath(request, hasPeers, basePath) !== undefined,
  });
  server.setTimeout(limits.stalledAnswerMs, (socket) => onTimeout(socket));

  server.on('connection', (socket) => connections.admit(socket));
  server.on('request', handle);
  // Node's own answer to an unknown expectation has no body. A server may ignore it (RFC 9110 §10.1.1).
  server.on('checkExpectation', handle);
  server.on('upgrade', upgrade);
  server.on('connect', upgrade);
  server.on('clientError', onClientError);

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // The parser continues with data it has read, even after the connection has closed.
    if (socket.destroyed || connections.isRefused(socket)) {
      stopParsing(socket);
      return;
    }
    // Without listeners, a reset would be an uncaught error. Applications also see it as an aborted request or closed response.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (unanswered.add(socket, response) > limits.maxUnansweredRequests) {
      metrics.refused('unanswered_requests');
      abort(request);
      return;
    }
    afterEarlierResponses(response, () => enqueue(request, response));
  }

  function enqueue(request: IncomingMessage, response: ServerResponse): void {
    const cancel = queue.add({ by: () => requesterOf(request), run: () => dispatch(request, response) });
    if (cancel === 'full') refuseRequest(request, response, queueFull(), limits.refusalLingerMs);
    else if (cancel) request.once('close', cancel);
  }

  /** Destroys the connection through the queue: for each aborted request Node creates an error with a stack, which is slow. */
  function abort(request: IncomingMessage): void {
    const { socket } = request;
    stopParsing(socket);
    closingSockets.add(socket);
    const cut = (): void => void socket.destroy();
    if (queue.add({ by: () => requesterOf(request), run: cut }) === 'full') cut();
  }

  function dispatch(request: IncomingMessage, response: ServerResponse): void {
    if (closingSockets.has(request.socket)) return;
    if (secure?.isPlain(request.socket)) {
      answerPlainRequest(request, response, clientOf(request).host, limits);
      return;
    }
    let redirect: string | undefined;
    try {
      redirect = takeTarget(request, { limits, basePath });
    } catch (error) {
      refuseRequest(request, response, countedError(error), limits.refusalLingerMs);
      return;
    }
    bodies.watch(request, response);
    if (redirect !== undefined) {
      response.writeHead(308, { Location: redirect, 'Content-Length': 0 }).end();
      return;
    }
    admitted.emit('request', request, response);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The HTTP server has detached from the socket and no longer handles its errors.
    socket.on('error', () => socket.destroy());
    if (connections.isRefused(request.socket)) return;
    const cancel = queue.add({ by: () => requesterOf(request), run: () => dispatchUpgrade(request, socket, head) });
    if (cancel === 'full') refuse(socket, queueFull());
    else if (cancel) socket.once('close', cancel);
  }

  function dispatchUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      if (request.method === 'CONNECT') throw new HubError('validation_failed', 'The hub is no proxy: CONNECT is not supported');
      takeTarget(request, { limits, basePath });
    } catch (error) {
      refuse(socket, countedError(error));
      return;
    }
    if (secure?.isPlain(request.socket)) refuse(socket, speakHttps(clientOf(request).host));
    else if (unanswered.count(request.socket) > 0) {
      // A pending response would be written between the WebSocket frames.
      refuse(socket, new HubError('conflict', 'Wait for the response to the last request before an upgrade'));
    } else if (upgradePath(request, hasPeers) === undefined) refuse(socket, notFound(`GET ${request.url ?? ''}`));
    else {
      destroyUnlessTaken(socket);
      admitted.emit('upgrade', request, socket, head);
    }
  }

  function requesterOf(request: IncomingMessage): Requester {
    return { party: connections.partyOf(request.socket) ?? networkOf(clientOf(request).address), person: personOf(request.socket) };
  }

  /** A handshake costs as much as a request: it waits for its turn too. */
  function enqueueHandshake(socket: Socket, run: () => void): void {
    const by = (): Requester => ({ party: connections.partyOf(socket) ?? networkOf(socket.remoteAddress ?? ''), person: personOf(socket) });
    const cancel = queue.add({ by, run });
    if (cancel === 'full') {
      metrics.refused('requests_waiting');
      socket.destroy();
    } else if (cancel) socket.once('close', cancel);
  }

  function queueFull(): HubError {
    metrics.refused('requests_waiting');
    return rateLimited('Too many requests are waiting, try again shortly', RETRY_AFTER_SECONDS);
  }

  /** Destroys a socket that no application has taken over: it must not stay half open. A WebSocket has a data listener. */
  function destroyUnlessTaken(socket: Duplex): void {
    const deadline = setTimeout(() => {
      if (socket.writable && socket.listenerCount('data') > 0) return;
      metrics.refused('upgrade');
      socket.destroy();
    }, limits.headersTimeoutMs);
    socket.once('close', () => clearTimeout(deadline));
  }

  function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    const refusal = clientError(error, limits);
    // A connection that sent nothing expects no answer.
    if (refusal === undefined || !(socket instanceof Socket) || connections.isRefused(socket) || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    // An error of the body belongs to its request, that of a further request must not be confused with a pending response.
    const pending = unanswered.only(socket);
    if (unanswered.count(socket) === 0) refuse(socket, countedError(refusal));
    else if (pending && !pending.req.complete) refuseRequest(pending.req, pending, countedError(refusal), limits.refusalLingerMs);
    else socket.destroy();
  }

  /** A connection without progress in either direction. */
  function onTimeout(socket: Socket): void {
    const waits = unanswered.count(socket) > 0;
    if (waits && socket.writableLength === 0) {
      // The hub is still working, or a live feed has nothing to send. Data of a feed that waits in the kernel is not
      // counted here: the feed measures it and ends by itself (fanout/mjpeg-reader.ts).
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

  async function listenSecurely(port: number, host: string, credentials: TlsCredentials): Promise<number> {
    const listener = new SecureListener({
      limits,
      metrics,
      connections,
      credentials,
      enqueue: enqueueHandshake,
      serve: (socket) => server.emit('connection', socket),
    });
    const real = await listener.listen(port, host);
    secure = listener;
    return real;
  }

  let closed: Promise<unknown> | undefined;
  function stopListening(): void {
    secure?.stopListening();
    closed ??= new Promise((resolve) => server.close(resolve));
  }

  async function close(): Promise<void> {
    stopListening();
    queue.close();
    secure?.close();
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

  return {
    admitted,
    refuse,
    listen,
    listenSecurely,
    renewCertificate: (credentials) => secure?.renew(credentials),
    stopListening,
    close,
  };
}

function personOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Translates an error of Node's parser; undefined when the client has disconnected. */
function clientError({ code = '' }: NodeJS.ErrnoException, limits: HttpLimits): HubError | undefined {
  // A connection with a TLS error cannot carry an answer.
  if (['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EPROTO'].includes(code) || /^ERR_(SSL|TLS)_/.test(code)) return undefined;
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HubError('headers_too_large', `The headers are above ${limits.maxUploadHeaderBytes} bytes`);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HubError('request_timeout', `The headers did not arrive within ${limits.headersTimeoutMs} ms`);
  }
  return new HubError('validation_failed', 'The request is not HTTP');
}
