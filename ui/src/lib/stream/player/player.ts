import type { Flow } from '@eyepiece/shared-types';
import { FRAME_FLAG_SCALED, framePayload, readFrameHeader, type FrameHeader } from '@eyepiece/shared-types/wire/frame';
import { reportFault } from '../../browser/report-fault.ts';
import { AckPolicy } from '../link/ack-policy.ts';
import type { FrameLink, LinkFactory } from '../../hub/frame-link.ts';
import { Highlight } from './highlight.ts';
import type { PictureSize } from '../../picture/picture-extent.ts';
import type { FromPlayer, ToPlayer } from './messages.ts';
import { NewestWins } from './newest-wins.ts';
import { Statistics } from '../status/statistics.ts';
import { Surface } from './surface.ts';

const REPORT_INTERVAL_MS = 250;

interface ArrivedFrame {
  readonly cameraId: string;
  readonly header: FrameHeader;
  readonly message: Uint8Array;
  readonly receivedAtMs: number;
}

/** Receives frames, draws them on a canvas and acknowledges them. Runs in a worker, or on the page without one. */
export class Player {
  readonly #post: (message: FromPlayer) => void;
  readonly #makeLink: LinkFactory;
  readonly #slot = new NewestWins<ArrivedFrame>(
    (frame) => this.#show(frame),
    () => this.#acks.skipped(performance.now()),
  );
  readonly #acks = new AckPolicy();
  readonly #statistics = new Statistics();
  readonly #timer: ReturnType<typeof setInterval>;
  #link: Promise<FrameLink> | null = null;
  #surface: Surface | null = null;
  #highlight: Highlight | null = null;
  #cameraId: string | null = null;
  #size: PictureSize | null = null;
  /** Whether a picture of the watched camera was drawn. */
  #hasDrawn = false;
  /** The last flow message, repeated when the page watches the expected camera. */
  #flow: Flow | null = null;
  #expecting = false;
  /** Holds the first picture until there is a canvas; null afterwards. */
  #withoutCanvas: { readonly ended: Promise<void>; readonly end: () => void } | null = null;
  #frozen = false;
  #probeAt: { readonly u: number; readonly v: number } | null = null;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  #hubOffsetMs: number | null = null;
  #cameraOffsetMs = 0;

  constructor(makeLink: LinkFactory, post: (message: FromPlayer) => void) {
    this.#makeLink = makeLink;
    this.#post = post;
    this.#timer = setInterval(() => this.#report(), REPORT_INTERVAL_MS);
    post({ type: 'ready' });
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
      case 'canvas':
        this.#surface = message.canvas ? new Surface(message.canvas) : null;
        this.#size = null;
        if (this.#surface) this.#releaseHeld();
        return;
      case 'highlight':
        this.#highlight = message.canvas ? new Highlight(message.canvas) : null;
        if (this.#size) this.#surface?.markOverExposed(this.#highlight);
        return;
      case 'expect': {
        this.#expect(message.cameraId);
        return;
      }
      case 'watch': {
        this.#watch(message.cameraId);
        return;
      }
      case 'unwatch': {
        this.#unwatch();
        return;
      }
      case 'clock':
        this.#hubOffsetMs = message.hubOffsetMs;
        this.#cameraOffsetMs = message.cameraOffsetMs;
        return;
      case 'freeze':
        this.#frozen = message.frozen;
        return;
      case 'probe':
        this.#probeAt = message.at;
        {
          this.#readPixel();
          return;
        }
    }
  }

  /** Closes the player; not needed in a worker. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#close();
  }

  #withLink(use: (link: FrameLink) => void): void {
    void this.#link?.then(use);
  }

  #open(address: string, clientId: string): void {
    this.#link ??= this.#makeLink(address, clientId, {
      connected: () => this.#acks.reset(),
      lost: () => this.#slot.clear(),
      refused: (code, text) => this.#post({ type: 'refused', code, message: text }),
      frame: (cameraId, message) => this.#arrived(cameraId, message),
      flow: (flow) => {
        if (flow.cameraId !== this.#cameraId) return;
        this.#acks.setEvery(flow.ackEvery);
        this.#flow = flow;
        this.#post({ type: 'flow', flow });
      },
      watchRefused: (cameraId, code, text) => this.#post({ type: 'watch-refused', cameraId, code, message: text }),
    });
    this.#withLink((link) => link.open());
  }

  #close(): void {
    this.#withLink((link) => link.close());
    this.#forget();
  }

  #releaseHeld(): void {
    this.#withoutCanvas?.end();
    this.#withoutCanvas = null;
  }

  #forget(): void {
    this.#cameraId = null;
    this.#flow = null;
    this.#expecting = false;
    this.#releaseHeld();
    this.#slot.clear();
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
  }

  #expect(cameraId: string): void {
    if (this.#cameraId !== null) return;
    this.#watch(cameraId);
    this.#expecting = true;
    if (this.#surface) return;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#withoutCanvas = { ended, end };
  }

  /** The page has ignored messages sent before it watched: send them again. */
  #repeat(cameraId: string): void {
    this.#expecting = false;
    if (this.#flow) this.#post({ type: 'flow', flow: this.#flow });
    if (this.#size) this.#post({ type: 'size', cameraId, size: this.#size });
    if (this.#hasDrawn) this.#report();
  }

  #watch(cameraId: string): void {
    if (this.#expecting && cameraId === this.#cameraId) {
      this.#repeat(cameraId);
      return;
    }
    this.#forget();
    this.#cameraId = cameraId;
    // The page waits for the size of the first picture, even if the new camera's pictures have the same size.
    this.#size = null;
    this.#hasDrawn = false;
    this.#statistics.reset();
    this.#acks.reset();
    this.#withLink((link) => link.watch(cameraId));
  }

  #unwatch(): void {
    this.#forget();
    this.#withLink((link) => link.unwatch());
  }

  #arrived(cameraId: string, message: Uint8Array): void {
    try {
      this.#slot.offer({ cameraId, message, header: readFrameHeader(message), receivedAtMs: performance.now() });
    } catch (error) {
      this.#acks.skipped(performance.now());
      reportFault('A frame could not be read:', error);
    }
  }

  async #show(frame: ArrivedFrame): Promise<void> {
    const { cameraId, header } = frame;
    if (cameraId !== this.#cameraId) return;
    const frozen = this.#frozen;
    const drawn = frozen || (await this.#decodeAndDraw(frame));
    if (cameraId !== this.#cameraId) return;
    const nowMs = performance.now();
    if (drawn) this.#statistics.drawn(nowMs, header, this.#ageMs(header), frozen ? null : nowMs - frame.receivedAtMs);
    if (drawn && !this.#hasDrawn) {
      this.#hasDrawn = true;
      // Other loading of the page waits for the first picture.
      this.#report();
    }
    // A frame that could not be drawn is acknowledged too: otherwise it would block all later ones.
    this.#acknowledge(cameraId, this.#acks.drawn(header.seq, nowMs));
  }

  async #decodeAndDraw({ cameraId, header, message }: ArrivedFrame): Promise<boolean> {
    try {
      const jpeg = framePayload(message, header) as Uint8Array<ArrayBuffer>;
      // Not ImageDecoder, which needs a secure context.
      const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
      try {
        if (this.#withoutCanvas) await this.#withoutCanvas.ended;
        if (cameraId === this.#cameraId) this.#draw(picture, cameraId, header);
      } finally {
        picture.close();
      }
      return true;
    } catch (error) {
      reportFault(`Frame ${header.seq} could not be drawn:`, error);
      return false;
    }
  }

  #draw(picture: ImageBitmap, cameraId: string, header: FrameHeader): void {
    this.#surface?.draw(picture);
    this.#surface?.markOverExposed(this.#highlight);
    const { width, height } = picture;
    const scaled = (header.flags & FRAME_FLAG_SCALED) !== 0;
    if (this.#size?.width === width && this.#size.height === height && this.#size.scaled === scaled) return;
    this.#size = { width, height, scaled };
    this.#post({ type: 'size', cameraId, size: this.#size });
  }

  #ageMs(header: FrameHeader): number | null {
    if (this.#hubOffsetMs === null) return null;
    return Math.max(0, Date.now() + this.#hubOffsetMs - (header.capturedAtUs / 1000 - this.#cameraOffsetMs));
  }

  #acknowledge(cameraId: string, seq: number | null): void {
    if (seq !== null) {
      this.#withLink((link) => link.ack(cameraId, seq));
      return;
    }
    const dueInMs = this.#acks.dueInMs(performance.now());
    if (dueInMs === null || this.#ackTimer !== undefined) return;
    this.#ackTimer = setTimeout(() => {
      this.#ackTimer = undefined;
      if (cameraId === this.#cameraId) this.#acknowledge(cameraId, this.#acks.due(performance.now()));
    }, dueInMs + 1);
  }

  #report(): void {
    if (this.#cameraId === null) return;
    this.#post({ type: 'statistics', cameraId: this.#cameraId, statistics: this.#statistics.report(performance.now()) });
    if (this.#probeAt && !this.#frozen) this.#readPixel();
  }

  #readPixel(): void {
    const at = this.#probeAt;
    this.#post({ type: 'pixel', pixel: at && this.#size && this.#surface ? this.#surface.read(at.u, at.v) : null });
  }
}
