/**
 * A decoded JPEG. Only `decode` makes one, and all code that reads pixels takes one. So no pixel value ever comes from
 * video.
 */
export class ExactPicture {
  readonly #bitmap: ImageBitmap;

  private constructor(bitmap: ImageBitmap) {
    this.#bitmap = bitmap;
  }

  static async decode(jpeg: Uint8Array): Promise<ExactPicture> {
    // Not ImageDecoder, which needs a secure context.
    return new ExactPicture(await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' })));
  }

  get bitmap(): ImageBitmap {
    return this.#bitmap;
  }

  close(): void {
    this.#bitmap.close();
  }
}
