/**
 * The REST interface of a proxy, on 127.0.0.1 only. Requests whose Host or Origin is not this machine are refused: a page
 * of another site must not reach it, also not under a name that resolves to 127.0.0.1.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { readJsonBody, RequestError, sendJson } from '../../input/json-requests.ts';
import { RuleError, UnknownRuleError } from '../rules/rule-book.ts';
import { ConnectionError, UnknownConnectionError, type Controlled } from './controlled.ts';
import { findRoute } from './routes.ts';

const BODY_MS = 10_000;
const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export class ControlServer {
  readonly #proxy: Controlled;
  readonly #stop: () => void;
  readonly #server: Server;

  private constructor(proxy: Controlled, stop: () => void) {
    this.#proxy = proxy;
    this.#stop = stop;
    this.#server = createServer({ requestTimeout: BODY_MS }, (request, response) => void this.#answer(request, response));
  }

  /** `stop`: a request to end the proxy. */
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
      sendJson(response, status, content);
    } catch (error) {
      sendJson(response, statusOf(error), { error: messageOf(error) });
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
    const body = await readJsonBody(request);
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
