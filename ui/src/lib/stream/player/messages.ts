import type { Flow } from '@eyepiece/shared-types';
import type { StreamStatistics } from '../status/statistics.ts';

/** What the page tells the player, in its worker or beside the page. */
export type ToPlayer =
  | { readonly type: 'open'; readonly address: string; readonly clientId: string }
  | { readonly type: 'close' }
  | { readonly type: 'retry-now' }
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas | HTMLCanvasElement | null }
  /** Where over-exposed pixels are marked, as large as the picture; null ends it. */
  | { readonly type: 'highlight'; readonly canvas: OffscreenCanvas | HTMLCanvasElement | null }
  /** Asks for pictures that `watch` will probably want. They are held until there is a canvas. */
  | { readonly type: 'expect'; readonly cameraId: string }
  | { readonly type: 'watch'; readonly cameraId: string }
  | { readonly type: 'unwatch' }
  | { readonly type: 'clock'; readonly hubOffsetMs: number | null; readonly cameraOffsetMs: number }
  | { readonly type: 'freeze'; readonly frozen: boolean }
  | { readonly type: 'probe'; readonly at: { readonly u: number; readonly v: number } | null };

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** A smaller rendition of the camera's picture. */
  readonly scaled: boolean;
}

export interface Pixel {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** What the player tells the page. */
export type FromPlayer =
  | { readonly type: 'ready' }
  | { readonly type: 'statistics'; readonly cameraId: string | null; readonly statistics: StreamStatistics }
  | { readonly type: 'size'; readonly cameraId: string; readonly size: PictureSize }
  | { readonly type: 'flow'; readonly flow: Flow }
  | { readonly type: 'pixel'; readonly pixel: Pixel | null }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'watch-refused'; readonly cameraId: string; readonly code: string; readonly message: string };
