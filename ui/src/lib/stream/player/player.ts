import type { Flow } from '@eyepiece/shared-types';
import { readFrameHeader, type FrameHeader } from '@eyepiece/shared-types/wire/frame';
import { reportFault } from '../../browser/report-fault.ts';
import type { FrameLink, LinkFactory, PictureWish } from '../../hub/frame-link.ts';
import type { PictureAsk, VideoState } from '../status/picture-kind.ts';
import { Statistics } from '../status/statistics.ts';
import { Acknowledger } from '@eyepiece/client/frames/acknowledger';
import type { ArrivedFrame } from '@eyepiece/client/frames/arrived-frame';
import { ExactRequest, type FetchSnapshot } from './picture/exact-request.ts';
import { FramePipeline } from './frame-pipeline.ts';
import { Freeze } from './picture/freeze.ts';
import type { FromPlayer, ToPlayer } from './messages.ts';
import { PixelProbe } from './picture/pixel-probe.ts';
import { ShownPicture } from './picture/shown-picture.ts';
import { canInflate } from '../status/can-inflate.ts';
import { Windowing } from './windowing.ts';

const REPORT_INTERVAL_MS = 250;

/** What a player needs for video. Without it, it asks for JPEG only. */
export interface VideoAbility {
  /** Whether the browser decodes video. */
  readonly supported: () => Promise<boolean>;
  /** @param address protocol, host and base path of the hub */
  readonly snapshotsOf: (address: string) => FetchSnapshot;
}

/** Receives frames, draws them on a canvas and acknowledges them. Runs in a worker, or on the page without one. */
export class Player {
  readonly #post: (message: FromPlayer) => void;
  readonly #makeLink: LinkFactory;
  readonly #ability: VideoAbility | undefined;
  readonly #acks = new Acknowledger((cameraId, seq) => this.#withLink((link) => link.ack(cameraId, seq)));
  readonly #statistics = new Statistics();
  readonly #shown: ShownPicture;
  readonly #pipeline: FramePipeline;
  readonly #freeze: Freeze;
  readonly #windowing: Windowing;
  readonly #probe: PixelProbe;
  readonly #timer: ReturnType<typeof setInterval>;
  #link: Promise<FrameLink> | null = null;
  #address = '';
  #cameraId: string | null = null;
  #arrivals = 0;
  /** Whether a picture of the watched camera was drawn. */
  #hasDrawn = false;
  /** The last flow message, repeated when the page watches the expected camera. */
  #flow: Flow | null = null;
  #expecting = false;
  #prefer: PictureAsk = 'automatic';
  #video: VideoState = 'unavailable';
  #hubOffsetMs: number | null = null;
  #cameraOffsetMs = 0;

  constructor(makeLink: LinkFactory, post: (message: FromPlayer) => void, ability?: VideoAbility) {
    this.#makeLink = makeLink;
    this.#post = post;
    this.#ability = ability;
    this.#shown = new ShownPicture(post);
    this.#windowing = new Windowing(this.#shown, post);
    const request = new ExactRequest((cameraId, signal) => this.#snapshot(cameraId, signal));
    this.#probe = new PixelProbe(this.#shown, request, post);
    this.#freeze = new Freeze(this.#shown, request, post, () => {
      if (this.#probe.pointing) this.#probe.report(null);
    });
    this.#pipeline = new FramePipeline(this.#shown, () => this.#freeze.on, {
      shown: (frame, frozen) => this.#drawn(frame, frozen),
      finished: (frame) => this.#acks.finished(frame),
      replaced: () => this.#acks.skipped(),
      needsKey: () => this.#resetVideo(),
      videoFailed: () => this.#setVideo('failed'),
      window: () => this.#windowing.window,
    });
    this.#timer = setInterval(() => this.#report(), REPORT_INTERVAL_MS);
    post({ type: 'ready' });
    void ability?.supported().then((supported) => supported && this.#setVideo('available'));
  }

  handle(message: ToPlayer): void {
    switch (message.type) {
      case 'open': {
        this.#open(message.address, message.clientId);
        return;
      }
      case 'close': {
        this.#close();
        return;
      }
      case 'retry-now': {
        this.#withLink((link) => link.retryNow());
        return;
      }
      case 'canvas': {
        this.#shown.setCanvas(message.canvas);
        if (message.canvas) this.#pipeline.release();
        return;
      }
      case 'highlight': {
        this.#shown.setHighlight(message.canvas);
        return;
      }
      case 'expect': {
        this.#expect(message.cameraId, message.prefer);
        return;
      }
      case 'watch': {
        this.#watch(message.cameraId, message.prefer);
        return;
      }
      case 'prefer': {
        this.#setPreference(message.prefer);
        return;
      }
      case 'window': {
        this.#windowing.set(message.window);
        return;
      }
      case 'unwatch': {
        this.#unwatch();
        return;
      }
      case 'display': {
        this.#shown.setDisplay(message.settings, message.fullWidth);
        return;
      }
      case 'clock':
        this.#hubOffsetMs = message.hubOffsetMs;
        this.#cameraOffsetMs = message.cameraOffsetMs;
        return;
      case 'freeze': {
        this.#freeze.set(message.frozen, this.#cameraId);
        return;
      }
      case 'probe': {
        this.#probe.point(message.at, this.#freeze.on ? null : this.#cameraId);
        return;
      }
    }
  }

  /** Closes the player; not needed in a worker. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#close();
    this.#shown.forget();
  }

  #withLink(use: (link: FrameLink) => void): void {
    void this.#link?.then(use);
  }

  #open(address: string, clientId: string): void {
    this.#address = address;
    this.#link ??= this.#makeLink(address, clientId, {
      connected: () => this.#restart(),
      lost: () => this.#pipeline.clear(),
      refused: (code, text) => this.#post({ type: 'refused', code, message: text }),
      frame: (cameraId, message) => this.#arrived(cameraId, message),
      flow: (flow) => {
        if (flow.cameraId !== this.#cameraId) return;
        this.#acks.setEvery(flow.ackEvery);
        this.#flow = flow;
        this.#post({ type: 'flow', flow });
      },
      watchRefused: (cameraId, { code, message: text }) => this.#post({ type: 'watch-refused', cameraId, code, message: text }),
    });
    this.#withLink((link) => link.open());
  }

  #close(): void {
    this.#withLink((link) => link.close());
    this.#forget();
  }

  /** The hub knows nothing of earlier frames. */
  #restart(): void {
    this.#acks.reset();
    this.#pipeline.clear();
  }

  #forget(): void {
    this.#cameraId = null;
    this.#flow = null;
    this.#expecting = false;
    this.#pipeline.end();
    this.#freeze.cancel();
    this.#probe.forget();
    this.#acks.stop();
  }

  #expect(cameraId: string, prefer: PictureAsk | undefined): void {
    if (this.#cameraId !== null) return;
    this.#watch(cameraId, prefer);
    this.#expecting = true;
    if (!this.#shown.hasCanvas) this.#pipeline.hold();
  }

  /** The page has ignored messages sent before it watched: send them again. */
  #repeat(cameraId: string): void {
    this.#expecting = false;
    if (this.#flow) this.#post({ type: 'flow', flow: this.#flow });
    this.#shown.repeat(cameraId);
    if (this.#hasDrawn) this.#report();
  }

  #watch(cameraId: string, prefer: PictureAsk = 'automatic'): void {
    if (this.#video !== 'unavailable') this.#post({ type: 'video', state: this.#video });
    if (this.#expecting && cameraId === this.#cameraId) {
      this.#setPreference(prefer);
      this.#repeat(cameraId);
      return;
    }
    this.#forget();
    this.#cameraId = cameraId;
    this.#prefer = prefer;
    this.#pipeline.begin(cameraId);
    this.#windowing.begin(cameraId);
    // The page waits for the size of the first picture, even if the new camera's pictures have the same size.
    this.#shown.forget();
    this.#hasDrawn = false;
    this.#statistics.reset();
    this.#ask();
  }

  #unwatch(): void {
    this.#forget();
    this.#withLink((link) => link.unwatch());
  }

  #setPreference(prefer: PictureAsk): void {
    const before = this.#prefer;
    if (prefer === before) return;
    this.#prefer = prefer;
    if (this.#video === 'available' || prefer === 'samples' || before === 'samples') this.#ask();
  }

  #setVideo(state: VideoState): void {
    this.#video = state;
    this.#post({ type: 'video', state });
    this.#ask();
  }

  #ask(): void {
    const cameraId = this.#cameraId;
    if (cameraId === null) return;
    this.#restart();
    const wish = this.#wish;
    this.#withLink((link) => link.watch(cameraId, wish));
  }

  get #wish(): PictureWish {
    if (this.#prefer === 'samples') return canInflate() ? { samples: true } : {};
    return this.#video === 'available' ? { video: ['h264'], prefer: this.#prefer } : {};
  }

  #resetVideo(): void {
    const cameraId = this.#cameraId;
    if (cameraId !== null) this.#withLink((link) => link.resetVideo(cameraId));
  }

  #snapshot(cameraId: string, signal: AbortSignal): Promise<Uint8Array> {
    if (!this.#ability) return Promise.reject(new Error('this player shows no video'));
    return this.#ability.snapshotsOf(this.#address)(cameraId, signal);
  }

  #arrived(cameraId: string, message: Uint8Array): void {
    const nowMs = performance.now();
    if (cameraId === this.#cameraId) this.#statistics.arrived(nowMs, message.byteLength);
    try {
      this.#pipeline.arrived({ cameraId, message, header: readFrameHeader(message), receivedAtMs: nowMs, order: this.#arrivals++ });
    } catch (error) {
      this.#acks.skipped();
      reportFault('A frame could not be read:', error);
    }
  }

  #drawn({ header, receivedAtMs }: ArrivedFrame, frozen: boolean): void {
    const nowMs = performance.now();
    if (header.samples) this.#windowing.shown();
    this.#statistics.drawn(nowMs, header, this.#ageMs(header), frozen ? null : nowMs - receivedAtMs);
    if (this.#hasDrawn) return;
    this.#hasDrawn = true;
    // Other loading of the page waits for the first picture.
    this.#report();
  }

  #ageMs(header: FrameHeader): number | null {
    if (this.#hubOffsetMs === null) return null;
    return Math.max(0, Date.now() + this.#hubOffsetMs - (header.capturedAtUs / 1000 - this.#cameraOffsetMs));
  }

  #report(): void {
    if (this.#cameraId === null) return;
    this.#post({ type: 'statistics', cameraId: this.#cameraId, statistics: this.#statistics.report(performance.now()) });
    if (this.#probe.pointing && !this.#freeze.on) this.#probe.report(this.#cameraId);
  }
}
