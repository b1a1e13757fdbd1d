import type { CameraState, Flow } from '@eyepiece/shared-types';
import type { Cameras } from '../control/cameras.svelte.ts';
import { HubError, type LocalErrorCode } from '@eyepiece/client/hub-error';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { hubAddress } from '../browser/base-path.ts';
import type { HubConnection } from '../hub/hub-connection.svelte.ts';
import type { Session } from '../people/session.svelte.ts';
import type { TickingClock } from '../browser/ticking-clock.svelte.ts';
import type { FromPlayer, Pixel, ToPlayer } from './player/messages.ts';
import { rememberCamera } from './expected-camera.ts';
import type { EarlyPlayer } from './player/early-player.ts';
import { DisplayChoice } from './display-choice.svelte.ts';
import { PictureChoice } from './picture-choice.svelte.ts';
import { SampleView } from './sample-view.svelte.ts';
import { readPicturePreference } from './picture-preference.ts';
import { pictureExtent, type PictureSize } from '../picture/picture-extent.ts';
import { StreamHealth } from './status/stream-health.svelte.ts';
import type { Extent } from '../picture/viewport-matrix.ts';

export interface LiveStreamDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly connection: HubConnection;
  readonly session: Session;
  readonly clock: TickingClock;
  /** May already request the pictures of the expected camera. Closed with the stream. */
  readonly player: EarlyPlayer;
  /** The camera that will probably be watched once the hub has listed its cameras; null if unknown. */
  readonly expected: () => string | null;
}

/** An expected camera that is not watched within this time is dropped, ms. */
const EXPECTED_MS = 20_000;

/** State and statistics of the live picture. Frames never pass through it. */
export class LiveStream extends StreamHealth {
  size = $state.raw<PictureSize | null>(null);
  flow = $state.raw<Flow | null>(null);
  pixel = $state.raw<Pixel | null>(null);
  frozen = $state(false);
  /** Why the hub refuses pictures of this camera. */
  refusal = $state.raw<HubError | null>(null);
  #lastFull = $state.raw<PictureSize | null>(null);
  #watchedId = $state<string | null>(null);
  #visible = $state(document.visibilityState === 'visible');
  #closed = false;
  #expectation: ReturnType<typeof setTimeout> | undefined;
  /** JPEG or video. */
  readonly choice = new PictureChoice((message) => this.#post(message));
  /** How this viewer looks at the pictures. */
  readonly display: DisplayChoice;
  /** The window that this viewer looks at samples through. */
  readonly sampleView = new SampleView((message) => this.#post(message));
  readonly #deps: LiveStreamDeps;
  readonly #undo: (() => void)[];

  /** Full extent in the camera's pixels, independent of the rendition's size. */
  readonly extent = $derived.by<Extent | null>(() =>
    this.size ? pictureExtent(this.size, this.#lastFull, this.#deps.cameras.selected?.settings) : null,
  );

  constructor(deps: LiveStreamDeps) {
    super({
      connection: deps.connection,
      clock: deps.clock,
      camera: () => deps.cameras.selected,
      watching: () => this.#watchedId !== null && this.#visible,
    });
    this.#deps = deps;
    this.display = new DisplayChoice(
      (message) => this.#post(message),
      () => deps.session.user,
    );
    deps.player.receiveWith((message) => this.#receive(message));
    const visibility = (): void => this.#visibilityChanged();
    const online = (): void => this.#post({ type: 'retry-now' });
    document.addEventListener('visibilitychange', visibility);
    addEventListener('online', online);
    this.#undo = [
      deps.hub.events.on('welcome', () => this.#open()),
      // In parallel with the main connection, whose welcome takes two round trips.
      deps.hub.events.on('connection', ({ kind }) => kind === 'connecting' && this.#begin()),
      deps.hub.events.on('connection', ({ kind }) => kind === 'closed' && this.#closeLink()),
      deps.hub.events.on('clock', () => this.#sendClock()),
      () => document.removeEventListener('visibilitychange', visibility),
      () => removeEventListener('online', online),
    ];
  }

  /** Requests the pictures of a camera while the tab is visible. */
  watch(cameraId: string): void {
    if (this.#watchedId === cameraId) return;
    this.#watchedId = cameraId;
    rememberCamera(cameraId);
    clearTimeout(this.#expectation);
    this.#forget();
    this.size = null;
    this.#lastFull = null;
    this.frozen = false;
    this.#post({ type: 'freeze', frozen: false });
    const prefer = this.choice.begin(cameraId);
    this.sampleView.begin(cameraId);
    if (this.#visible) this.#post({ type: 'watch', cameraId, prefer });
    this.display.begin(cameraId);
  }

  unwatch(): void {
    this.#watchedId = null;
    this.#post({ type: 'unwatch' });
  }

  toggleFreeze(): void {
    if (this.size === null) return;
    this.frozen = !this.frozen;
    this.#post({ type: 'freeze', frozen: this.frozen });
  }

  /** Position whose displayed value is shown, as fractions of the picture. */
  probe(at: { u: number; v: number } | null): void {
    if (at === null) this.pixel = null;
    this.#post({ type: 'probe', at });
  }

  /** Attach to a new canvas; the player owns it afterwards. */
  readonly attachCanvas = (canvas: HTMLCanvasElement): (() => void) => this.#handOver('canvas', canvas);

  /** Attach to a new canvas over the picture, on which over-exposed pixels are marked. */
  readonly attachHighlight = (canvas: HTMLCanvasElement): (() => void) => this.#handOver('highlight', canvas);

  close(): void {
    clearTimeout(this.#expectation);
    for (const undo of this.#undo) undo();
    this.#deps.player.close();
  }

  #handOver(type: 'canvas' | 'highlight', canvas: HTMLCanvasElement): () => void {
    void this.#deps.player.port.then((port) => port.post({ type, canvas: port.offscreen ? canvas.transferControlToOffscreen() : canvas }));
    return () => this.#post({ type, canvas: null });
  }

  #post(message: ToPlayer): void {
    this.#deps.player.post(message);
  }

  #receive(message: FromPlayer): void {
    this.choice.receive(message);
    this.display.receive(message);
    this.sampleView.receive(message);
    switch (message.type) {
      case 'statistics':
        if (message.cameraId === this.#watchedId) this.report(message.statistics);
        return;
      case 'size':
        // The player may have sent a last message about the previous camera.
        if (message.cameraId !== this.#watchedId) return;
        this.size = message.size;
        if (!message.size.scaled) this.#lastFull = message.size;
        this.display.pictureIs(this.extent?.width ?? null);
        return;
      case 'flow':
        if (message.flow.cameraId !== this.#watchedId) return;
        this.flow = message.flow;
        this.refusal = null;
        return;
      case 'pixel':
        this.pixel = message.pixel;
        return;
      case 'refused':
        if (message.code === 'unauthenticated' || message.code === 'session_expired') this.#deps.session.expire();
        return;
      case 'watch-refused':
        if (message.cameraId === this.#watchedId) this.refusal = new HubError(message.code as LocalErrorCode, message.message);
        return;
      case 'ready':
      case 'video':
      case 'shown':
      case 'display':
      case 'window':
      case 'no-exact':
    }
  }

  /** Requests pictures of the expected camera before the hub has listed its cameras, which saves two round trips. */
  #begin(): void {
    this.#open();
    const cameraId = this.#deps.expected();
    if (cameraId === null || this.#watchedId !== null || !this.#visible) return;
    this.#post({ type: 'expect', cameraId, prefer: readPicturePreference(cameraId) });
    clearTimeout(this.#expectation);
    this.#expectation = setTimeout(() => {
      if (this.#watchedId === null) this.#post({ type: 'unwatch' });
    }, EXPECTED_MS);
  }

  /** The session may be new: open the link and request the watched camera again. */
  #open(): void {
    this.#post({ type: 'open', address: hubAddress(), clientId: this.#deps.hub.clientId });
    if (this.#closed && this.#watchedId !== null && this.#visible)
      this.#post({ type: 'watch', cameraId: this.#watchedId, prefer: this.choice.asked });
    this.#closed = false;
  }

  #closeLink(): void {
    this.#closed = true;
    this.#post({ type: 'close' });
  }

  #forget(): void {
    this.restart();
    this.flow = null;
    this.pixel = null;
    this.refusal = null;
  }

  #visibilityChanged(): void {
    this.#visible = document.visibilityState === 'visible';
    if (this.#watchedId === null) return;
    if (!this.#visible) {
      this.#post({ type: 'unwatch' });
      return;
    }
    this.#forget();
    this.#post({ type: 'retry-now' });
    this.#post({ type: 'watch', cameraId: this.#watchedId, prefer: this.choice.asked });
  }

  #sendClock(): void {
    const camera: CameraState | null = this.#deps.cameras.selected;
    this.#post({ type: 'clock', hubOffsetMs: this.#deps.connection.clockOffsetMs, cameraOffsetMs: (camera?.clockOffsetUs ?? 0) / 1000 });
  }
}
