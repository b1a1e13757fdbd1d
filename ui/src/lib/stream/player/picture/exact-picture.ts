import type { DisplayWindow } from '@eyepiece/shared-types';
import type { SamplePicture } from '../samples/sample-picture.ts';
import type { ViewerWindow } from '../../status/picture-kind.ts';

interface Developed {
  readonly picture: SamplePicture;
  /** As the viewer chose it. */
  readonly window: ViewerWindow;
  readonly shown: DisplayWindow;
}

/**
 * A decoded JPEG, or samples through a display window. All code that reads pixels takes one, and only `decode` and
 * `ofSamples` make one. So no pixel value ever comes from video.
 */
export class ExactPicture {
  readonly #bitmap: ImageBitmap;
  readonly #developed: Developed | undefined;

  private constructor(bitmap: ImageBitmap, developed?: Developed) {
    this.#bitmap = bitmap;
    this.#developed = developed;
  }

  static async decode(jpeg: Uint8Array): Promise<ExactPicture> {
    // Not ImageDecoder, which needs a secure context.
    return new ExactPicture(await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' })));
  }

  static async ofSamples(picture: SamplePicture, window: ViewerWindow): Promise<ExactPicture> {
    const { bitmap, shown } = await picture.developed(window);
    return new ExactPicture(bitmap, { picture, window, shown });
  }

  get bitmap(): ImageBitmap {
    return this.#bitmap;
  }

  /** The values behind the bitmap, which has 8 bits; undefined for a JPEG. */
  get samples(): SamplePicture | undefined {
    return this.#developed?.picture;
  }

  get window(): ViewerWindow | undefined {
    return this.#developed?.window;
  }

  get developedThrough(): DisplayWindow | undefined {
    return this.#developed?.shown;
  }

  /** The same samples through another window. */
  through(window: ViewerWindow): Promise<ExactPicture> {
    if (!this.#developed) throw new Error('a JPEG has no samples');
    return ExactPicture.ofSamples(this.#developed.picture, window);
  }

  close(): void {
    this.#bitmap.close();
  }
}
