import type { HubClient } from '../../hub/clients/hub-client.ts';
import { hubAddress } from '../../browser/base-path.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { FrameLinkEvents } from '../../hub/frame-link.ts';
import { FrameSocket } from '@eyepiece/client/frames/frame-socket';
import { SharedFrameLink } from '../link/shared-frame-link.ts';
import type { TileLink } from './wall-tile.svelte.ts';

export interface WallDeps {
  readonly hub: HubClient;
  readonly session: Session;
}

/** The single connection for the pictures of all tiles while the wall is shown. */
export class Wall {
  visible = $state(document.visibilityState === 'visible');
  readonly #socket: FrameSocket;
  readonly #undo: (() => void)[];

  constructor({ hub, session }: WallDeps) {
    this.#socket = new FrameSocket(hubAddress(), hub.clientId, (error) => {
      if (error.endsSession) session.expire();
    });
    const visibility = (): void => {
      this.visible = document.visibilityState === 'visible';
      if (this.visible) this.#socket.retryNow();
    };
    const online = (): void => this.#socket.retryNow();
    document.addEventListener('visibilitychange', visibility);
    addEventListener('online', online);
    this.#undo = [
      hub.events.on('welcome', () => this.#socket.open()),
      hub.events.on('connection', (state) => state.kind === 'closed' && this.#socket.close()),
      () => document.removeEventListener('visibilitychange', visibility),
      () => removeEventListener('online', online),
    ];
    if (!import.meta.env.VITE_FAKE_HUB) this.#socket.open();
  }

  /** One tile's part of the connection. */
  readonly makeLink = async (events: FrameLinkEvents): Promise<TileLink> => {
    if (import.meta.env.VITE_FAKE_HUB) {
      const { FakeFrameLink } = await import('../../hub/fake/camera/fake-frame-link.ts');
      return Object.assign(new FakeFrameLink(events), { setOptions: () => undefined });
    }
    return new SharedFrameLink(this.#socket, events);
  };

  close(): void {
    for (const undo of this.#undo) undo();
    this.#socket.close();
  }
}
