/** Serves the page about a trouble on the hub's ports, and nothing else. */
import { constants, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { StartFault } from '@eyepiece/host/start-faults';
import { explain, languageOf } from './causes.ts';
import type { Credentials } from './https.ts';
import type { LastLine } from './last-lines.ts';
import { CONTENT_SECURITY_POLICY, renderPage, TROUBLE_HEADER } from './page.ts';
import { PageListener } from './page-listener.ts';

const TIMEOUT_MS = 5000;
const LIMITS = { maxHeaderSize: 8192, headersTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS };
/** As the hub's. */
const TLS = {
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  handshakeTimeout: TIMEOUT_MS,
} as const;
const RETRY_AFTER_SECONDS = '2';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface TroubleContent {
  readonly fault: () => StartFault;
  readonly lines: () => readonly LastLine[];
}

export class TroubleServer {
  readonly #content: TroubleContent;
  readonly #digest: Buffer;
  #plain: PageListener | undefined;
  #secure: PageListener | undefined;
  readonly #handle = (request: IncomingMessage, response: ServerResponse): void => this.#answer(request, response);
  /** The secret of the link to the log lines, which is printed on the console only. */
  readonly secret = randomBytes(32).toString('base64url');

  constructor(content: TroubleContent) {
    this.#content = content;
    this.#digest = digestOf(this.secret);
  }

  get isOpen(): boolean {
    return this.#plain !== undefined;
  }

  get isSecure(): boolean {
    return this.#secure !== undefined;
  }

  /** @throws when the port cannot be listened on */
  async open(port: number, host: string): Promise<void> {
    this.#plain = await PageListener.open(createServer(LIMITS, this.#handle), port, host);
  }

  /** The same page over HTTPS. @throws when the port cannot be listened on, or the certificate cannot be used */
  async openSecurely(port: number, host: string, credentials: Credentials): Promise<void> {
    this.#secure = await PageListener.open(createSecureServer({ ...LIMITS, ...TLS, ...credentials }, this.#handle), port, host);
  }

  /** Resolves when the ports are free. */
  async close(): Promise<void> {
    const [plain, secure] = [this.#plain, this.#secure];
    this.#plain = undefined;
    this.#secure = undefined;
    // The hub takes the port of HTTP first, and expects that of HTTPS to be free by then.
    await secure?.close();
    await plain?.close();
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
      // The ports are handed over to the hub: no connection stays.
      Connection: 'close',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #isAllowed(authorization = ''): boolean {
    const secret = /^Bearer ([\w-]{1,100})$/.exec(authorization)?.[1];
    return secret !== undefined && timingSafeEqual(digestOf(secret), this.#digest);
  }
}
