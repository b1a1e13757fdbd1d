/** Frames as programs get them: the descriptor of the camera's frame, and its picture. */
import {
  FRAME_FLAG_SCALED,
  FRAME_FLAG_SETTINGS_CHANGED,
  framePayload,
  readFrameHeader,
  type FrameHeader,
  type VideoFields,
} from '@eyepiece/shared-types/wire/frame';

export interface Frame {
  readonly cameraId: string;
  /** `jpeg`, or `video`: an access unit of H.264 in Annex B. */
  readonly kind: 'jpeg' | 'video';
  /** 0 at the start of the stream, +1 for each frame that the camera delivered; wraps at 2^32. A gap is a dropped frame. */
  readonly seq: number;
  /** End of exposure, µs since the epoch, by the clock of the camera. */
  readonly capturedAtUs: number;
  /** Size of the picture, px. */
  readonly width: number;
  readonly height: number;
  readonly exposureMs: number;
  readonly gainDb: number;
  /** Less size or quality than the camera's own frame. */
  readonly reduced: boolean;
  /** The first frame after a change of settings. */
  readonly settingsChanged: boolean;
  /** The JPEG or the access unit. */
  readonly data: Uint8Array;
  /** Present exactly for `video`. */
  readonly video?: VideoFields;
}

/** @throws {FrameError} if the message is not a frame */
export function readFrame(cameraId: string, message: Uint8Array): { readonly header: FrameHeader; readonly frame: Frame } {
  const header = readFrameHeader(message);
  const { seq, flags, capturedAtUs, width, height, exposureMs, gainDb, video } = header;
  const frame: Frame = {
    cameraId,
    kind: video ? 'video' : 'jpeg',
    seq,
    capturedAtUs,
    width,
    height,
    exposureMs,
    gainDb,
    reduced: (flags & FRAME_FLAG_SCALED) !== 0,
    settingsChanged: (flags & FRAME_FLAG_SETTINGS_CHANGED) !== 0,
    data: framePayload(message, header),
    ...(video && { video }),
  };
  return { header, frame };
}

/** Clocks by which the age of a frame is known. */
export interface Clocks {
  /** Hub clock minus local clock, ms. */
  readonly hubOffsetMs: number;
  /** Camera clock minus hub clock, µs: `clockOffsetUs` of the camera's state. */
  readonly cameraOffsetUs: number;
}

/** Time since the end of exposure, ms. */
export function frameAgeMs(frame: Pick<Frame, 'capturedAtUs'>, { hubOffsetMs, cameraOffsetUs }: Clocks): number {
  return Math.max(0, Date.now() + hubOffsetMs - (frame.capturedAtUs - cameraOffsetUs) / 1000);
}

/** An ImageBitmap; `never` in programs that are compiled without the types of browsers. */
export type DecodedFrame = typeof globalThis extends { createImageBitmap(...args: never[]): Promise<infer Bitmap> } ? Bitmap : never;

/** Decodes a JPEG in a browser. Close the bitmap after use. @throws {TypeError} for video, which needs a VideoDecoder */
export async function decodeFrame(frame: Frame): Promise<DecodedFrame> {
  if (frame.kind !== 'jpeg') throw new TypeError('decodeFrame decodes JPEG frames; a VideoDecoder decodes frames of kind video');
  // The copy is part of the bitmap's decoding: a view on shared memory is no BlobPart.
  const browser = globalThis as unknown as { createImageBitmap(blob: Blob): Promise<DecodedFrame> };
  return browser.createImageBitmap(new Blob([new Uint8Array(frame.data)], { type: 'image/jpeg' }));
}
