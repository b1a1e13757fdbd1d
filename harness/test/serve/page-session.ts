/** A page server with a folder of scenarios and a chat to watch, and a client that has the token. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PageServer } from '../../src/serve/page-server.ts';
import type { RunView } from '../../src/serve/run-view.ts';
import { ChatServer } from '../foreign/chat-server.ts';
import { PageEvents } from './page-events.ts';

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Its expectation is met with any number of viewers. */
const SCENARIO = `
name: Chat
vars: { url: 'http://127.0.0.1:1', last: 500ms, most: 5 }
duration: \${last}
target: { url: '\${url}' }
crowds:
  - name: chat
    viewers: 2
    protocol: socket.io
    options: { event: frame, seq: 0.seq, send: ['join ["room-1"]'] }
faults:
  - { name: far, rules: [{ name: far, fault: latency, delay: 1ms }] }
expect:
  - connected: { min: 0, max: '\${most}' }
`;

export class PageSession {
  readonly folder: string;
  readonly scenarios: string;
  readonly reports: string;
  readonly server: PageServer;
  readonly chat: ChatServer;
  readonly #watching: PageEvents[] = [];
  #isClosed = false;

  private constructor(folder: string, server: PageServer, chat: ChatServer) {
    this.folder = folder;
    this.scenarios = join(folder, 'scenarios');
    this.reports = join(folder, 'reports');
    this.server = server;
    this.chat = chat;
  }

  static async start(keep = 10): Promise<PageSession> {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-serve-'));
    const scenarios = join(folder, 'scenarios');
    await mkdir(scenarios);
    await writeFile(join(scenarios, 'chat.yaml'), SCENARIO);
    // While a fault is in force, viewers try again instead of refusing the target.
    await writeFile(join(scenarios, 'plain.yaml'), SCENARIO.replace(/^faults:\n.*\n/m, ''));
    const chat = await ChatServer.start();
    const options = { folder: scenarios, reports: join(folder, 'reports'), keep, host: '127.0.0.1', port: 0, env: {} };
    return new PageSession(folder, await PageServer.start(options), chat);
  }

  get url(): URL {
    return new URL(this.server.url);
  }

  /** With the token in a cookie, unless other headers are given. The path is sent as it is. */
  ask(path: string, { method = 'GET', body, headers = { cookie: this.cookie } }: Asked = {}): Promise<Answer> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.url;
      const asked = request({ host: hostname, port, path, method, headers: { ...type, ...headers }, agent: false });
      asked.on('error', reject);
      asked.on('response', (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        text(response).then((content) => resolve({ status, headers: answered, body: content }), reject);
      });
      asked.end(json);
    });
  }

  get cookie(): string {
    return `eyepiece-harness-${this.url.port}=${this.url.searchParams.get('token') ?? ''}`;
  }

  async json(path: string, asked: Asked = {}): Promise<unknown> {
    return JSON.parse((await this.ask(path, asked)).body);
  }

  start(vars: Readonly<Record<string, string>> = {}, more: object = {}): Promise<Answer> {
    return this.ask('/api/start', { method: 'POST', body: { file: 'chat.yaml', vars: { url: this.chat.url, ...vars }, ...more } });
  }

  stop(): Promise<Answer> {
    return this.ask('/api/stop', { method: 'POST', body: {} });
  }

  async watch(): Promise<PageEvents> {
    const events = await PageEvents.open(new URL('/api/events', this.url), this.cookie);
    this.#watching.push(events);
    return events;
  }

  /** The run when it has ended, as a page that comes now sees it. */
  async ended(): Promise<RunView & { ended: NonNullable<RunView['ended']> }> {
    const events = await this.watch();
    const view = await events.until(({ run }) => (run?.ended ? { ...run, ended: run.ended } : undefined));
    events.close();
    return view;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const events of this.#watching) events.close();
    await this.server.close();
    await this.chat.close();
    await rm(this.folder, { recursive: true });
  }
}
