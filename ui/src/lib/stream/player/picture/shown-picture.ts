import type { DisplaySettings } from '../../display/display-settings.ts';
import type { Canvas, DisplaySource } from '../../display/engine.ts';
import type { PictureSize } from '../../../picture/picture-extent.ts';
import type { ExactPicture } from './exact-picture.ts';
import { Highlight } from './highlight.ts';
import type { PictureKind } from '../../status/picture-kind.ts';
import type { FromPlayer } from '../messages.ts';
import { Surface } from './surface.ts';
import { ViewerDisplay, type OpenPipeline } from './viewer-display.ts';

/** What the canvas shows. */
export class ShownPicture {
  readonly #post: (message: FromPlayer) => void;
  #surface: Surface | null = null;
  #highlight: Highlight | null = null;
  readonly #display: ViewerDisplay;
  #exact: ExactPicture | null = null;
  /** The shown video frame, kept while filters alter it: other filters begin with it. */
  #video: VideoFrame | Canvas | null = null;
  #size: PictureSize | null = null;
  #kind: PictureKind | null = null;

  /** @param openPipeline loads the code that alters pictures */
  constructor(post: (message: FromPlayer) => void, openPipeline?: OpenPipeline) {
    this.#post = post;
    this.#display = new ViewerDisplay(post, () => this.#redraw(), openPipeline);
  }

  get hasCanvas(): boolean {
    return this.#surface !== null;
  }

  get kind(): PictureKind | null {
    return this.#kind;
  }

  /** The JPEG or the samples on the canvas, for code that reads pixels; null while the canvas shows video, or nothing. */
  get exact(): ExactPicture | null {
    return this.#surface && this.#size ? this.#exact : null;
  }

  /** Whether the camera has sent more than the canvas shows: it shows video, or a JPEG of less size or quality. */
  get isReduced(): boolean {
    return this.#kind === 'video' || this.#size?.scaled === true;
  }

  setCanvas(canvas: Canvas | null): void {
    this.#surface = canvas ? new Surface(canvas) : null;
    this.#size = null;
  }

  setHighlight(canvas: Canvas | null): void {
    this.#highlight = canvas ? new Highlight(canvas) : null;
    if (this.exact) this.#highlight?.mark(this.exact);
  }

  /** How this viewer looks at pictures. It alters what the canvas shows, and nothing else. */
  setDisplay(settings: DisplaySettings, fullWidth: number | null): void {
    if (this.#kind === 'video' && this.#video === null && !this.#display.on) this.#video = this.#surface?.copy() ?? null;
    this.#display.set(settings, fullWidth);
  }

  /** Takes the picture over, and closes it when another one is shown. */
  showExact(picture: ExactPicture, cameraId: string, scaled: boolean): void {
    this.#keep(picture);
    const { width, height } = picture.bitmap;
    try {
      this.#paint(picture.bitmap, width, height);
      if (this.#surface) this.#highlight?.mark(picture);
    } catch (error) {
      this.#keep(null);
      throw error;
    }
    this.#report(cameraId, { width, height, scaled }, picture.samples ? 'samples' : 'exact');
  }

  /**
   * The caller closes the frame.
   * @param size of the picture; the frame may have another column and row, because H.264 has even sides
   */
  showVideo(frame: VideoFrame, cameraId: string, { width, height, scaled }: PictureSize): void {
    if (this.#kind !== 'video') this.#highlight?.clear();
    this.#keep(null);
    if (this.#display.on) this.#video = frame.clone();
    this.#paint(frame, width, height);
    this.#report(cameraId, { width, height, scaled }, 'video');
  }

  /** Sends the page again what it needs to know. */
  repeat(cameraId: string): void {
    if (!this.#size || !this.#kind) return;
    this.#post({ type: 'shown', cameraId, kind: this.#kind });
    this.#post({ type: 'size', cameraId, size: this.#size });
  }

  /** For another camera. Its size is reported even if it is the same. */
  forget(): void {
    this.#keep(null);
    this.#size = null;
    this.#kind = null;
  }

  #keep(picture: ExactPicture | null): void {
    this.#exact?.close();
    this.#exact = picture;
    if (this.#video && 'close' in this.#video) this.#video.close();
    this.#video = null;
  }

  #paint(source: DisplaySource, width: number, height: number): void {
    if (this.#surface && !this.#display.draw(this.#surface, { source, width, height })) this.#surface.draw(source, width, height);
  }

  #redraw(): void {
    const source = this.#exact?.bitmap ?? this.#video;
    if (source && this.#size) this.#paint(source, this.#size.width, this.#size.height);
    if (this.#video && !this.#display.on) this.#keep(null);
  }

  #report(cameraId: string, size: PictureSize, kind: PictureKind): void {
    if (this.#kind !== kind) {
      this.#kind = kind;
      this.#post({ type: 'shown', cameraId, kind });
    }
    const known = this.#size;
    if (known?.width === size.width && known.height === size.height && known.scaled === size.scaled) return;
    this.#size = size;
    this.#post({ type: 'size', cameraId, size });
  }
}
