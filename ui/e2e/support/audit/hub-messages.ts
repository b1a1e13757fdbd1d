/** Stands between the page and the hub: passes messages on, and sends the page messages about states that are hard to cause. */
import type { CameraState, ControlState } from '@eyepiece/shared-types';
import type { Page, WebSocketRoute } from 'playwright-core';
import { expect } from 'vitest';
import { SOON } from '../browser.ts';

const EVENT = /^42(\[.*\])$/s;
/** States that a later message of the hub would replace. */
const HELD = new Set(['camera:state', 'control:state', 'hub:health', 'presence', 'camera:analysis']);

export class HubMessages {
  readonly #last = new Map<string, unknown[]>();
  #page: WebSocketRoute | undefined;
  #holding = false;

  /** Call before the page opens. */
  static async between(page: Page): Promise<HubMessages> {
    const messages = new HubMessages();
    await page.routeWebSocket(/\/socket\.io\//, (route) => messages.#connected(route));
    return messages;
  }

  /** From now on the page sees only the states that the test sends. */
  async hold(): Promise<{ camera: CameraState; control: ControlState }> {
    await expect.poll(() => this.#last.has('cameras') && this.#last.has('control:state'), SOON).toBe(true);
    this.#holding = true;
    const [[camera]] = this.#last.get('cameras') as [[CameraState]];
    const [control] = this.#last.get('control:state') as [ControlState];
    return { camera, control };
  }

  send(event: string, ...parts: readonly unknown[]): void {
    if (!this.#page) throw new Error('the page is not connected');
    this.#page.send(`42${JSON.stringify([event, ...parts])}`);
  }

  /** Ends the page's connection to the hub; it connects again by itself. */
  async drop(): Promise<void> {
    await this.#page?.close();
  }

  #connected(route: WebSocketRoute): void {
    const hub = route.connectToServer();
    route.onMessage((message) => hub.send(message));
    hub.onMessage((message) => {
      const [, json] = typeof message === 'string' ? (EVENT.exec(message) ?? []) : [];
      const [event = '', ...parts] = json === undefined ? [] : (JSON.parse(json) as [string, ...unknown[]]);
      if (this.#holding && HELD.has(event)) return;
      if (event !== '') {
        this.#last.set(event, parts);
        this.#page = route;
      }
      route.send(message);
    });
  }
}
