/** Passes the HTTP requests of a connection on to the target, over one connection of its own. */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { nowUs } from '../../timing/clock.ts';
import type { Connection } from './connection.ts';
import { requestHeaders, responseHeaders } from './request-head.ts';
import { connectionProblem, type Target } from './target.ts';

export interface Forwarding {
  readonly target: Target;
  readonly problem: (message: string) => void;
  /** Called with each answer before it is read. */
  readonly answered?: ((request: IncomingMessage, answer: IncomingMessage, startedUs: number) => void) | undefined;
}

/** Keeps one connection to the target. */
export class TargetAgent extends Agent {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#connection = connection;
    connection.client.on('close', () => this.destroy());
  }

  override createConnection(): Duplex {
    return this.#connection.openTarget();
  }

  // The inherited method sets options of a TCP socket.
  override keepSocketAlive(): boolean {
    return true;
  }
}

export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  agent: TargetAgent,
  { target, problem, answered }: Forwarding,
): void {
  const startedUs = nowUs();
  const { method = 'GET', url = '/', rawHeaders } = request;
  const upstream = httpRequest({ agent, method, path: url, headers: requestHeaders(rawHeaders, target), setHost: false });
  upstream.on('response', (answer) => {
    response.sendDate = false;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders, target, request.headers.host));
    response.flushHeaders();
    answered?.(request, answer, startedUs);
    // The pipeline destroys both on an error, and the client sees a response that ends early.
    pipeline(answer, response, () => undefined);
  });
  upstream.on('error', (error) => {
    if (response.destroyed) return;
    const message = connectionProblem(target, error);
    problem(message);
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end(`${message}\n`);
  });
  response.on('close', () => upstream.destroy());
  pipeline(request, upstream, () => undefined);
}
