/** A web site of another origin, with a strict policy, that shows live views by `<eyepiece-live>`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Locator, Page, WebSocket } from 'playwright-core';
import { expect } from 'vitest';
import { SOON } from '../support/browser.ts';

/** No inline scripts or styles, no eval, no other hosts than the hub. */
const policyFor = (hub: string): string =>
  [
    `default-src 'none'`,
    `script-src ${hub}`,
    `connect-src ${hub} ${hub.replace(/^http/, 'ws')}`,
    `style-src 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');

export class OtherSite {
  readonly #server: Server;
  /** Set once the hub has started: the hub needs the origin of this site first. */
  hub = '';
  /** A page of the site in place of the empty one. */
  page: string | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OtherSite> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', policyFor(site.hub));
      response.end(
        site.page ?? `<!doctype html><title>A laboratory</title><script type="module" src="${site.hub}/embed/eyepiece-live.js"></script>`,
      );
    }).listen(0, '127.0.0.1');
    const site = new OtherSite(server);
    await once(server, 'listening');
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export interface Embedded {
  readonly id: string;
  readonly camera: string;
  readonly token: string;
}

interface ShownFrame {
  readonly capturedAtMs: number;
  readonly width: number;
  readonly height: number;
  readonly ageMs: number | null;
}

/** Page object of a page of the site. */
export class SitePage {
  readonly page: Page;
  readonly sockets: WebSocket[] = [];
  readonly addresses: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('websocket', (socket) => {
      this.sockets.push(socket);
      this.addresses.push(socket.url());
    });
    page.on('request', (request) => this.addresses.push(request.url()));
  }

  async open({ origin, hub }: OtherSite, elements: readonly Embedded[]): Promise<void> {
    await this.page.goto(origin);
    await this.page.evaluate(
      ({ src, wanted }) => {
        for (const { id, camera, token } of wanted) {
          const element = document.createElement('eyepiece-live');
          element.id = id;
          // Two of them are in view at once.
          element.style.width = '480px';
          element.addEventListener('state', (event) => {
            const { state } = (event as CustomEvent<{ state: string }>).detail;
            element.dataset['states'] = `${element.dataset['states'] ?? ''} ${state}`;
          });
          element.addEventListener('frame', (event) => {
            element.dataset['frame'] = JSON.stringify((event as CustomEvent).detail);
          });
          for (const [name, value] of Object.entries({ camera, src, token })) element.setAttribute(name, value);
          document.body.append(element);
        }
      },
      { src: hub, wanted: elements },
    );
  }

  element(id: string): Locator {
    return this.page.locator(`#${id}`);
  }

  async untilState(id: string, state: string): Promise<void> {
    const now = (): Promise<string> => this.element(id).evaluate((element) => (element as HTMLElement & { state: string }).state);
    await expect.poll(now, { ...SOON, message: `#${id} is ${state}` }).toBe(state);
  }

  /** What a person reads. */
  async words(id: string): Promise<string> {
    return this.element(id).evaluate((element) => element.shadowRoot?.querySelector('.bar')?.textContent ?? '');
  }

  async frame(id: string): Promise<ShownFrame> {
    const text = await this.element(id).getAttribute('data-frame');
    return text === null ? { capturedAtMs: 0, width: 0, height: 0, ageMs: null } : (JSON.parse(text) as ShownFrame);
  }

  /** All states so far, in order. */
  async states(id: string): Promise<string[]> {
    return ((await this.element(id).getAttribute('data-states')) ?? '').trim().split(' ');
  }

  async set(id: string, name: string, value: string): Promise<void> {
    await this.element(id).evaluate((element, [attribute, text]) => element.setAttribute(attribute, text), [name, value] as const);
  }

  get openSockets(): number {
    return this.sockets.filter((socket) => !socket.isClosed()).length;
  }
}
