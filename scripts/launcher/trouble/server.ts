/** Serves the page about a trouble on the hub's port, and nothing else. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { StartFault } from '@eyepiece/host/start-faults';
import { explain, languageOf } from './causes.ts';
import type { LastLine } from './last-lines.ts';
import { CONTENT_SECURITY_POLICY, renderPage, TROUBLE_HEADER } from './page.ts';

const LIMITS = { connections: 100, headerBytes: 8192, timeoutMs: 5000 };
const RETRY_AFTER_SECONDS = '2';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface TroubleContent {
  readonly fault: () => StartFault;
  readonly lines: () => readonly LastLine[];
}

export class TroubleServer {
  readonly #content: TroubleContent;
  readonly #digest: Buffer;
  #server: Server | undefined;
  /** The secret of the link to the log lines, which is printed on the console only. */
  readonly secret = randomBytes(32).toString('base64url');

  constructor(content: TroubleContent) {
    this.#content = content;
    this.#digest = digestOf(this.secret);
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  /** @throws when the port cannot be listened on */
  async open(port: number, host: string): Promise<void> {
    const server = createServer({ maxHeaderSize: LIMITS.headerBytes, headersTimeout: LIMITS.timeoutMs, requestTimeout: LIMITS.timeoutMs });
    server.maxConnections = LIMITS.connections;
    server.on('request', (request, response) => this.#answer(request, response));
    server.on('clientError', (_error, socket) => socket.destroy());
    server.listen(port, host);
    await once(server, 'listening'); // rejects with the server's error
    // Afterwards an error of one connection, such as too many open files, ends nothing.
    server.on('error', () => undefined);
    this.#server = server;
  }

  /** Resolves when the port is free. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // The bodies of uploads are neither wanted nor waited for.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const { headers } = request;
    const fault = this.#content.fault();
    const language = languageOf(headers['accept-language']);
    const explanation = explain(fault, language);
    const isPage = request.method === 'GET' && (headers.accept ?? '').includes('text/html');
    const body = isPage
      ? renderPage(explanation, language)
      : JSON.stringify({
          statusCode: 503,
          message: explanation.what,
          error: 'Service Unavailable',
          code: 'hub_not_running',
          ...explanation,
          ...(this.#isAllowed(headers.authorization) && { lines: this.#content.lines() }),
        });
    response.writeHead(503, {
      'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Retry-After': RETRY_AFTER_SECONDS,
      Vary: 'Accept, Accept-Language',
      [TROUBLE_HEADER]: fault,
      // The port is handed over to the hub: no connection stays.
      Connection: 'close',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #isAllowed(authorization = ''): boolean {
    const secret = /^Bearer ([\w-]{1,100})$/.exec(authorization)?.[1];
    return secret !== undefined && timingSafeEqual(digestOf(secret), this.#digest);
  }
}
