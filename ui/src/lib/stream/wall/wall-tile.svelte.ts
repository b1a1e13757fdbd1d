import type { CameraState } from '@eyepiece/shared-types';
import { HubError, type LocalErrorCode } from '@eyepiece/client/hub-error';
import type { HubConnection } from '../../hub/hub-connection.svelte.ts';
import type { TickingClock } from '../../browser/ticking-clock.svelte.ts';
import type { WatchOptions } from '@eyepiece/client/frames/frame-socket';
import type { FromPlayer } from '../player/messages.ts';
import { Player } from '../player/player.ts';
import { StreamHealth } from '../status/stream-health.svelte.ts';
import type { FrameLink, FrameLinkEvents } from '../../hub/frame-link.ts';

/** The frame link of one tile's player. */
export interface TileLink extends FrameLink {
  setOptions(options: WatchOptions): void;
}

export type TileLinkFactory = (events: FrameLinkEvents) => Promise<TileLink>;

export interface WallTileDeps {
  readonly cameraId: string;
  readonly camera: () => CameraState | null;
  readonly connection: HubConnection;
  readonly clock: TickingClock;
  readonly makeLink: TileLinkFactory;
}

/** One camera on the wall, with its own player on the page: its pictures are small and few. */
export class WallTile {
  /** Aspect ratio of the picture, width by height; 0 before the first. */
  aspect = $state(0);
  refusal = $state.raw<HubError | null>(null);
  #watching = $state(false);
  #options: WatchOptions | null = null;
  #link: TileLink | null = null;
  readonly #cameraId: string;
  readonly #player: Player;
  readonly health: StreamHealth;

  constructor({ cameraId, camera, connection, clock, makeLink }: WallTileDeps) {
    this.#cameraId = cameraId;
    this.health = new StreamHealth({ connection, clock, camera, watching: () => this.#watching });
    this.#player = new Player(
      async (_address, _clientId, events) => {
        this.#link = await makeLink(events);
        if (this.#options) this.#link.setOptions(this.#options);
        return this.#link;
      },
      (message) => this.#receive(message),
    );
    this.#player.handle({ type: 'open', address: '', clientId: '' });
  }

  /** Requests pictures of this size and rate; null stops them. */
  show(options: WatchOptions | null): void {
    if (options) {
      this.#options = options;
      this.#link?.setOptions(options);
    }
    if ((options !== null) === this.#watching) return;
    this.#watching = options !== null;
    this.health.restart();
    this.#player.handle(options ? { type: 'watch', cameraId: this.#cameraId } : { type: 'unwatch' });
  }

  setClocks(hubOffsetMs: number | null, cameraOffsetMs: number): void {
    this.#player.handle({ type: 'clock', hubOffsetMs, cameraOffsetMs });
  }

  readonly attachCanvas = (canvas: HTMLCanvasElement): (() => void) => {
    this.#player.handle({ type: 'canvas', canvas });
    return () => this.#player.handle({ type: 'canvas', canvas: null });
  };

  close(): void {
    this.#player.dispose();
  }

  #receive(message: FromPlayer): void {
    if (message.type === 'statistics') this.health.report(message.statistics);
    else if (message.type === 'size') this.aspect = message.size.width / message.size.height;
    else if (message.type === 'flow') this.refusal = null;
    else if (message.type === 'watch-refused') this.refusal = new HubError(message.code as LocalErrorCode, message.message);
  }
}
