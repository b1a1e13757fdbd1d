/**
 * The REST interface of a proxy, on 127.0.0.1 only. Requests whose Host or Origin is not this machine are refused: a page
 * of another site must not reach it, also not under a name that resolves to 127.0.0.1.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { RuleError, UnknownRuleError } from '../rules/rule-book.ts';
import { ConnectionError, UnknownConnectionError, type Controlled } from './controlled.ts';
import { findRoute } from './routes.ts';

const BODY_MAX_BYTES = 1024 * 1024;
const BODY_MS = 10_000;
const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class ControlServer {
  readonly #proxy: Controlled;
  readonly #stop: () => void;
  readonly #server: Server;

  private constructor(proxy: Controlled, stop: () => void) {
    this.#proxy = proxy;
    this.#stop = stop;
    this.#server = createServer({ requestTimeout: BODY_MS }, (request, response) => void this.#answer(request, response));
  }

  /** `stop`: somebody asks to end the proxy. */
  static async start(proxy: Controlled, port: number, stop: () => void): Promise<ControlServer> {
    const control = new ControlServer(proxy, stop);
    control.#server.listen(port, '127.0.0.1');
    await once(control.#server, 'listening');
    return control;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, content } = await this.#call(request, response);
      send(response, status, content);
    } catch (error) {
      send(response, statusOf(error), { error: messageOf(error) });
    }
  }

  async #call(request: IncomingMessage, response: ServerResponse): Promise<{ status: number; content: unknown }> {
    refuseForeign(request);
    const [path = '/'] = (request.url ?? '/').split('?');
    const found = findRoute(path);
    if (!found) throw new RequestError(404, `there is nothing at ${path}`);
    const route = found.methods[request.method ?? ''];
    if (!route) {
      response.setHeader('allow', Object.keys(found.methods).join(', '));
      throw new RequestError(405, `${path} allows ${Object.keys(found.methods).join(', ')}`);
    }
    const body = await readBody(request);
    const content = route.handle({
      proxy: this.#proxy,
      name: decodeURIComponent(found.name),
      body,
      stop: () => void response.once('finish', this.#stop),
    });
    return { status: route.status, content };
  }
}

function refuseForeign({ headers }: IncomingMessage): void {
  const { host = '', origin } = headers;
  if (!isLocal(`http://${host}`)) throw new RequestError(403, `the Host ${host} is not this machine`);
  if (origin !== undefined && !isLocal(origin)) throw new RequestError(403, `the Origin ${origin} is not this machine`);
}

function isLocal(address: string): boolean {
  return URL.canParse(address) && LOCAL_NAMES.includes(new URL(address).hostname);
}

/** @returns undefined if there is none */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) throw new RequestError(413, `the body is longer than ${BODY_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  // A page of another site cannot send this type without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new RequestError(415, 'the body must have the content type application/json');
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RequestError(400, 'the body is not JSON');
  }
}

function send(response: ServerResponse, status: number, content: unknown): void {
  if (response.destroyed) return;
  // What is left of a refused body is not read.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(content === undefined ? undefined : JSON.stringify(content));
}

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status;
  if (error instanceof UnknownRuleError || error instanceof UnknownConnectionError) return 404;
  if (error instanceof ConnectionError) return 409;
  return error instanceof RuleError || error instanceof ZodError || error instanceof URIError ? 400 : 500;
}

function messageOf(error: unknown): string {
  const [issue] = error instanceof ZodError ? error.issues : [];
  if (issue) return `${issue.path.join('.') || 'body'}: ${issue.message}`;
  return error instanceof Error ? error.message : String(error);
}
