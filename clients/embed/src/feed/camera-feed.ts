/** The pictures of one camera: requested, decoded and acknowledged once for all elements that show it. */
import { Acknowledger } from '@eyepiece/client/frames/acknowledger';
import type { FrameWatches } from '@eyepiece/client/frames/frame-watches';
import { FRAME_KIND_JPEG, readFrameHeader, type FrameHeader } from '@eyepiece/shared-types/wire/frame';
import { NewestWins } from '@eyepiece/shared-types/wire/newest-wins';

export interface ShownFrame {
  readonly header: FrameHeader;
  /** Null while the clock of the hub is unknown. */
  readonly ageMs: number | null;
}

export interface FeedViewer {
  /** Width on the screen in its pixels; null while the element shows nothing. */
  readonly widthPx: number | null;
  /** The picture is closed after all viewers have drawn it. */
  draw(picture: ImageBitmap, frame: ShownFrame): void;
  /** Null as soon as the hub sends the camera. */
  refused(reason: string | null): void;
  /** The request begins, again or with another size. */
  requested(): void;
}

type Watches = Pick<FrameWatches, 'watch' | 'unwatch' | 'ack'>;

interface Arrived {
  readonly header: FrameHeader;
  readonly message: Uint8Array;
  readonly order: number;
}

/** Widths are rounded up to this step, so that resizing a window does not send a request per pixel. */
const WIDTH_STEP_PX = 160;

export class CameraFeed {
  readonly #cameraId: string;
  readonly #watches: Watches;
  readonly #ageMs: (capturedAtUs: number) => number | null;
  readonly #viewers = new Set<FeedViewer>();
  readonly #acks: Acknowledger;
  readonly #decoder = new NewestWins<Arrived>(
    (frame) => this.#show(frame),
    () => this.#acks.skipped(),
  );
  #requestedPx: number | null = null;
  /** Elements that come later must say it too. */
  #refusal: string | null = null;
  #arrivals = 0;
  /** Frames of an earlier request are not drawn. */
  #oldest = 0;

  constructor(cameraId: string, watches: Watches, ageMs: (capturedAtUs: number) => number | null) {
    this.#cameraId = cameraId;
    this.#watches = watches;
    this.#ageMs = ageMs;
    this.#acks = new Acknowledger((id, seq) => watches.ack(id, seq));
  }

  get isIdle(): boolean {
    return this.#viewers.size === 0;
  }

  add(viewer: FeedViewer): void {
    this.#viewers.add(viewer);
    this.update();
    viewer.refused(this.#refusal);
  }

  remove(viewer: FeedViewer): void {
    this.#viewers.delete(viewer);
    this.update();
  }

  /** Asks for the width of the largest element. Call after one of them has changed. */
  update(): void {
    const widths = [...this.#viewers].flatMap(({ widthPx }) => (widthPx === null ? [] : [widthPx]));
    const wanted = widths.length === 0 ? null : Math.ceil(Math.max(1, ...widths) / WIDTH_STEP_PX) * WIDTH_STEP_PX;
    if (wanted === this.#requestedPx) return;
    const before = this.#requestedPx;
    this.#requestedPx = wanted;
    if (wanted === null) {
      this.#refused(null);
      this.#restart();
      this.#watches.unwatch(this.#cameraId);
      return;
    }
    if (before === null) this.#restart();
    this.#watches.watch(
      this.#cameraId,
      { maxWidth: wanted },
      {
        connected: () => this.#restart(),
        lost: () => this.#restart(),
        frame: (_cameraId, message) => this.#arrived(message),
        flow: ({ ackEvery }) => {
          this.#acks.setEvery(ackEvery);
          this.#refused(null);
        },
        watchRefused: (_cameraId, { message }) => this.#refused(message),
      },
    );
  }

  close(): void {
    this.#viewers.clear();
    this.update();
  }

  #refused(reason: string | null): void {
    this.#refusal = reason;
    for (const viewer of this.#viewers) viewer.refused(reason);
  }

  /** The hub knows nothing of earlier frames. */
  #restart(): void {
    this.#acks.reset();
    this.#decoder.clear();
    this.#oldest = this.#arrivals;
    for (const viewer of this.#viewers) viewer.requested();
  }

  #arrived(message: Uint8Array): void {
    try {
      const header = readFrameHeader(message);
      const order = this.#arrivals++;
      if (header.kind === FRAME_KIND_JPEG) this.#decoder.offer({ header, message, order });
      else this.#acks.skipped();
    } catch {
      // A frame that cannot be read counts as credit, like one that is skipped.
      this.#acks.skipped();
    }
  }

  async #show({ header, message, order }: Arrived): Promise<void> {
    const finished = (): void => {
      if (order >= this.#oldest) this.#acks.finished({ cameraId: this.#cameraId, header, message, order, receivedAtMs: 0 });
    };
    let picture: ImageBitmap;
    try {
      const jpeg = message.slice(header.headerBytes);
      picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
    } catch {
      // A picture that cannot be decoded must not block all later ones.
      finished();
      return;
    }
    try {
      const frame = { header, ageMs: this.#ageMs(header.capturedAtUs) };
      if (order >= this.#oldest) for (const viewer of this.#viewers) if (viewer.widthPx !== null) viewer.draw(picture, frame);
    } finally {
      picture.close();
      finished();
    }
  }
}
