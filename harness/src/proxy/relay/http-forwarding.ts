/** Passes the HTTP requests of a connection on to the target, over one connection of its own. */
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { nowUs } from '../../timing/clock.ts';
import { ShapedSocket } from '../bytes/shaped-socket.ts';
import type { Connection } from './connection.ts';
import { requestHeaders, responseHeaders } from './request-head.ts';
import { connectionProblem, type Target } from './target.ts';

export interface Forwarding {
  readonly target: Target;
  readonly problem: (message: string) => void;
  /** Called with each answer before it is read. */
  readonly answered?: ((request: IncomingMessage, answer: IncomingMessage, startedUs: number) => void) | undefined;
}

const KEPT_BUFFER_MS = 1000;
/** Timers with more fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Keeps one connection to the target. */
export class TargetAgent extends Agent {
  readonly #connection: Connection;

  /** How long the target keeps an idle connection; undefined: it does not say. */
  #keptMs: number | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(connection: Connection) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#connection = connection;
    connection.client.on('close', () => {
      clearTimeout(this.#idle);
      this.destroy();
    });
  }

  /** To be called with each answer of the target. */
  answered(answer: IncomingMessage): void {
    this.#keptMs = keptMs(String(answer.headers['keep-alive'] ?? ''));
  }

  /** To be called before the client is disconnected because the answer has broken off. */
  brokenOff(socket: Duplex | null): void {
    // A reset and an early end are the same error of the answer.
    if (socket instanceof ShapedSocket && socket.wasReset) this.#connection.client.resetAtEnd();
  }

  override createConnection(): Duplex {
    return this.#connection.openTarget();
  }

  /** The inherited method sets options of a TCP socket. @returns whether the socket may be used again */
  override keepSocketAlive(socket: Duplex): boolean {
    clearTimeout(this.#idle);
    if (this.#keptMs === undefined) return true;
    if (this.#keptMs <= 0) return false;
    this.#idle = setTimeout(() => socket.destroy(), Math.min(this.#keptMs, TIMER_MAX_MS));
    return true;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    clearTimeout(this.#idle);
    super.reuseSocket(socket, request);
  }
}

/** A request must not meet the end of the connection: the target's time is shortened by a second, as Node does. */
function keptMs(keepAlive: string): number | undefined {
  const [, seconds] = /(?:^|[,\s])timeout=(\d+)/.exec(keepAlive) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000 - KEPT_BUFFER_MS;
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
    agent.answered(answer);
    response.sendDate = false;
    try {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders, target, request.headers.host));
    } catch (error) {
      // Node reads answers that it does not write, such as one with control characters in its status line.
      upstream.destroy();
      fail(error as Error);
      return;
    }
    response.flushHeaders();
    answered?.(request, answer, startedUs);
    answer.on('error', () => agent.brokenOff(answer.socket));
    // The pipeline destroys both on an error, and the client sees a response that ends early.
    pipeline(answer, response, () => undefined);
  });
  const fail = (error: Error): void => {
    if (response.destroyed || response.writableEnded) return;
    const message = connectionProblem(target, error);
    problem(message);
    if (response.headersSent) {
      agent.brokenOff(upstream.socket);
      response.destroy();
    } else response.writeHead(502, 'Bad Gateway', { 'content-type': 'text/plain' }).end(`${message}\n`);
  };
  upstream.on('error', fail);
  response.on('close', () => upstream.destroy());
  pipeline(request, upstream, () => undefined);
}
