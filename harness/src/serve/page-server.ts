/** The HTTP server of the page. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJsonBody, RequestError, sendJson } from '../input/json-requests.ts';
import { Access } from './access.ts';
import { EventStreams } from './event-streams.ts';
import { pageFile } from './page-files.ts';
import { REPORT_FILES, ReportShelf } from './report-shelf.ts';
import { RunDesk } from './run-desk.ts';
import { ScenarioFolder } from './scenario-folder.ts';

const REQUEST_MS = 10_000;
/** A browser needs a few. Each may wait for an answer of some megabytes. */
const CONNECTIONS_MAX = 200;
/** Without any progress of an answer. */
const SLOW_MS = 60_000;
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Without the rights of the page: a report has texts of servers. The report itself names the scripts that may run. */
const REPORT_POLICY = 'sandbox allow-scripts allow-downloads';

export interface PageServerOptions {
  readonly folder: string;
  readonly reports: string;
  readonly keep: number;
  readonly host: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

export class PageServer {
  readonly #host: string;
  readonly #access: Access;
  readonly #scenarios: ScenarioFolder;
  readonly #reports: ReportShelf;
  readonly #desk: RunDesk;
  readonly #streams: EventStreams;
  readonly #server: Server;

  private constructor({ folder, reports, keep, host, env }: PageServerOptions) {
    this.#host = host;
    this.#access = new Access(host);
    this.#scenarios = new ScenarioFolder(folder);
    this.#reports = new ReportShelf({ folder: reports, keep });
    this.#desk = new RunDesk({ scenarios: this.#scenarios, reports: this.#reports, env, changed: () => void this.#runChanged() });
    this.#streams = new EventStreams(this.#desk);
    const timeouts = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, connectionsCheckingInterval: REQUEST_MS / 2 };
    this.#server = createServer(timeouts, (request, response) => void this.#answer(request, response));
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** @throws if the port is taken */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const page = new PageServer(options);
    page.#server.listen(options.port, options.host);
    try {
      await once(page.#server, 'listening');
    } catch (error) {
      page.#streams.close();
      throw error;
    }
    return page;
  }

  /** With the token. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    const isAny = this.#host === '0.0.0.0' || this.#host === '::';
    const host = isAny ? 'localhost' : this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    return `http://${host}:${port}/?token=${this.#access.token}`;
  }

  /** Stops the run, whose report is still written. */
  async close(): Promise<void> {
    await this.#desk.close();
    this.#streams.close();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #runChanged(): Promise<void> {
    this.#streams.runChanged();
    if (this.#desk.run?.isFinished === true) this.#streams.reportsChanged(await this.#reports.list());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    try {
      this.#access.refuseForeign(request);
      await this.#route(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendJson(response, error instanceof RequestError ? error.status : 500, { error: messageOf(error) });
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = addressOf(request);
    if (pathname === '/' && searchParams.has('token')) {
      if (!this.#access.isToken(searchParams.get('token'))) throw new RequestError(401, 'token: it is not the one that was printed');
      response.writeHead(303, { 'set-cookie': this.#access.cookie(request), location: '/', 'cache-control': 'no-store' });
      response.end();
      return;
    }
    this.#access.refuseWithoutToken(request);
    const [, area = '', name = '', file = '', ...rest] = pathname.split('/').map(decoded);
    if (rest.length > 0) throw new RequestError(404, `there is nothing at ${pathname}`);
    const route = `${request.method ?? ''} /${area}${area === 'api' ? `/${name}` : ''}`;
    switch (route) {
      case 'GET /':
        sendFile(response, await pageFile('serve.html'), { 'content-security-policy': PAGE_POLICY });
        break;
      case 'GET /page':
        sendFile(response, await pageFile(name));
        break;
      case 'GET /reports':
        await this.#sendReport(response, name, file);
        break;
      case 'GET /api/scenarios': {
        const found = file === '' ? { scenarios: await this.#scenarios.list() } : { text: await this.#scenarios.text(file) };
        sendJson(response, 200, found);
        break;
      }
      case 'GET /api/events':
        await this.#watch(response);
        break;
      case 'GET /api/messages.jsonl':
        this.#exportMessages(response, searchParams);
        break;
      case 'POST /api/start':
        await this.#desk.start(await readJsonBody(request));
        sendJson(response, 202, {});
        break;
      case 'POST /api/stop':
        this.#desk.stop();
        sendJson(response, 202, {});
        break;
      default:
        throw new RequestError(404, `there is no ${request.method ?? ''} of ${pathname}`);
    }
  }

  async #watch(response: ServerResponse): Promise<void> {
    const reports = await this.#reports.list();
    // Checked last: many pages may have come meanwhile.
    if (this.#streams.isFull) throw new RequestError(503, 'too many pages are open');
    this.#streams.add(response, reports);
  }

  async #sendReport(response: ServerResponse, report: string, file: string): Promise<void> {
    const content = await this.#reports.read(report, file);
    const disposition = file === 'report.html' ? 'inline' : `attachment; filename="${report}-${file}"`;
    const headers = { 'content-security-policy': REPORT_POLICY, 'content-disposition': disposition };
    sendFile(response, { content, type: REPORT_FILES[file] ?? 'application/octet-stream' }, headers);
  }

  #exportMessages(response: ServerResponse, query: URLSearchParams): void {
    const messages =
      this.#desk.run?.feed.matching({ event: query.get('event') ?? undefined, search: query.get('search') ?? undefined }) ?? [];
    const lines = messages.map(({ id: _id, ...message }) => `${JSON.stringify(message)}\n`);
    const headers = { 'content-disposition': 'attachment; filename="messages.jsonl"' };
    sendFile(response, { content: Buffer.from(lines.join('')), type: 'application/x-ndjson' }, headers);
  }
}

function sendFile(
  response: ServerResponse,
  { content, type }: { content: Buffer; type: string },
  headers: Record<string, string> = {},
): void {
  response.setTimeout(SLOW_MS, () => response.destroy());
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(content);
}

/** @throws {RequestError} */
function addressOf({ url = '/' }: IncomingMessage): URL {
  const address = url.startsWith('/') ? `http://page${url}` : url;
  if (!URL.canParse(address)) throw new RequestError(400, 'the address is not valid');
  return new URL(address);
}

/** @throws {RequestError} */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError(400, 'the address is not encoded correctly');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
