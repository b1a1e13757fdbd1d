import { FRAME_FLAG_SCALED, framePayload, type FrameHeader } from '@eyepiece/shared-types/wire/frame';
import { NewestWins } from '@eyepiece/shared-types/wire/newest-wins';
import { reportFault } from '../../browser/report-fault.ts';
import type { ArrivedFrame } from '@eyepiece/client/frames/arrived-frame';
import { ExactPicture } from './picture/exact-picture.ts';
import type { ViewerWindow } from '../status/picture-kind.ts';
import type { ShownPicture } from './picture/shown-picture.ts';
import { VideoPlayer } from './video/video-player.ts';

export interface PipelineEvents {
  /** The picture is on the canvas, or would be if it were not frozen. */
  readonly shown: (frame: ArrivedFrame, frozen: boolean) => void;
  /** Drawn, or never will be: acknowledge it. */
  readonly finished: (frame: ArrivedFrame) => void;
  /** A newer frame is finished later. */
  readonly replaced: () => void;
  readonly needsKey: () => void;
  readonly videoFailed: () => void;
  /** Through which samples are shown. */
  readonly window: () => ViewerWindow;
}

/** Decodes the frames of one camera and shows each unless a newer one was shown. */
export class FramePipeline {
  readonly #shown: ShownPicture;
  readonly #isFrozen: () => boolean;
  readonly #events: PipelineEvents;
  readonly #exact: NewestWins<ArrivedFrame>;
  readonly #video: VideoPlayer;
  #cameraId: string | null = null;
  #newestShown = -1;
  /** Holds the first pictures until there is a canvas; null otherwise. */
  #withoutCanvas: { readonly ended: Promise<void>; readonly end: () => void } | null = null;

  constructor(shown: ShownPicture, isFrozen: () => boolean, events: PipelineEvents) {
    this.#shown = shown;
    this.#isFrozen = isFrozen;
    this.#events = events;
    this.#exact = new NewestWins((frame) => this.#showExact(frame), events.replaced);
    this.#video = new VideoPlayer({
      decoded: (frame, picture) => this.#showVideo(frame, picture),
      skipped: events.finished,
      broken: events.needsKey,
      failed: events.videoFailed,
    });
  }

  begin(cameraId: string): void {
    this.#cameraId = cameraId;
  }

  /** Shows no further frame, and closes the decoder. */
  end(): void {
    this.#cameraId = null;
    this.release();
    this.clear();
  }

  /** Drops the frames that are not decoded yet. Video continues with a key frame. */
  clear(): void {
    this.#exact.clear();
    this.#video.close();
  }

  hold(): void {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#withoutCanvas = { ended, end };
  }

  release(): void {
    this.#withoutCanvas?.end();
    this.#withoutCanvas = null;
  }

  arrived(frame: ArrivedFrame): void {
    if (frame.cameraId !== this.#cameraId) return;
    if (!frame.header.video) this.#exact.offer(frame);
    else if (this.#withoutCanvas) void this.#withoutCanvas.ended.then(() => this.#decodeVideo(frame));
    else this.#decodeVideo(frame);
  }

  #decodeVideo(frame: ArrivedFrame): void {
    if (frame.cameraId === this.#cameraId) this.#video.decode(frame);
  }

  async #showExact(frame: ArrivedFrame): Promise<void> {
    const { cameraId } = frame;
    if (cameraId !== this.#cameraId) return;
    const frozen = this.#isFrozen();
    const shown = frozen || (await this.#decodeExact(frame));
    if (cameraId !== this.#cameraId) return;
    if (shown) this.#events.shown(frame, frozen);
    this.#events.finished(frame);
  }

  async #decodeExact({ cameraId, header, message, order }: ArrivedFrame): Promise<boolean> {
    try {
      const picture = header.samples ? await this.#developed(message, header) : await ExactPicture.decode(framePayload(message, header));
      if (this.#withoutCanvas) await this.#withoutCanvas.ended;
      if (cameraId !== this.#cameraId || order < this.#newestShown) {
        picture.close();
        return false;
      }
      this.#newestShown = order;
      this.#shown.showExact(picture, cameraId, isScaled(header));
      return true;
    } catch (error) {
      reportFault(`Frame ${header.seq} could not be drawn:`, error);
      return false;
    }
  }

  /** Few viewers ask for samples, so their code is loaded with the first ones. */
  async #developed(message: Uint8Array, header: FrameHeader): Promise<ExactPicture> {
    const { SamplePicture } = await import('./samples/sample-picture.ts');
    return ExactPicture.ofSamples(await SamplePicture.decode(message, header), this.#events.window());
  }

  #showVideo(frame: ArrivedFrame, picture: VideoFrame): void {
    const { cameraId, header, order } = frame;
    const frozen = this.#isFrozen();
    try {
      if (cameraId !== this.#cameraId) return;
      if (order > this.#newestShown) {
        this.#newestShown = order;
        if (!frozen) this.#shown.showVideo(picture, cameraId, { width: header.width, height: header.height, scaled: isScaled(header) });
        this.#events.shown(frame, frozen);
      }
    } catch (error) {
      reportFault(`Video frame ${header.seq} could not be drawn:`, error);
    } finally {
      picture.close();
    }
    this.#events.finished(frame);
  }
}

function isScaled(header: FrameHeader): boolean {
  return (header.flags & FRAME_FLAG_SCALED) !== 0;
}
