import type { DisplayWindow, Flow } from '@eyepiece/shared-types';
import type { DisplaySettings } from '../display/display-settings.ts';
import type { RenderedAs } from '../display/pipeline.ts';
import type { PictureSize } from '../../picture/picture-extent.ts';
import type { PictureAsk, PictureKind, VideoState, ViewerWindow } from '../status/picture-kind.ts';
import type { StreamStatistics } from '../status/statistics.ts';

/** Messages from the page to the player, in its worker or on the page. */
export type ToPlayer =
  | { readonly type: 'open'; readonly address: string; readonly clientId: string }
  | { readonly type: 'close' }
  | { readonly type: 'retry-now' }
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas | HTMLCanvasElement | null }
  /** Canvas for over-exposure marks, as large as the picture; null removes it. */
  | { readonly type: 'highlight'; readonly canvas: OffscreenCanvas | HTMLCanvasElement | null }
  /** Requests pictures of the camera that `watch` will probably name. They are held until there is a canvas. */
  | { readonly type: 'expect'; readonly cameraId: string; readonly prefer?: PictureAsk }
  | { readonly type: 'watch'; readonly cameraId: string; readonly prefer?: PictureAsk }
  /** What to ask for from now on. */
  | { readonly type: 'prefer'; readonly prefer: PictureAsk }
  /** How the viewer looks at samples. */
  | { readonly type: 'window'; readonly window: ViewerWindow }
  | { readonly type: 'unwatch' }
  | { readonly type: 'clock'; readonly hubOffsetMs: number | null; readonly cameraOffsetMs: number }
  /** How this viewer looks at pictures; `fullWidth` is that of the picture of which renditions are shown. */
  | { readonly type: 'display'; readonly settings: DisplaySettings; readonly fullWidth: number | null }
  | { readonly type: 'freeze'; readonly frozen: boolean }
  | { readonly type: 'probe'; readonly at: { readonly u: number; readonly v: number } | null };

export interface Pixel {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Of samples: their significant bits. Absent for the 8 bits of a JPEG. */
  readonly bits?: number;
  /** The only value of the pixel, which all three colours repeat: grey, or the colour of a Bayer mosaic. */
  readonly only?: 'grey' | 'red' | 'green' | 'blue';
}

/** Messages from the player to the page. */
export type FromPlayer =
  | { readonly type: 'ready' }
  | { readonly type: 'statistics'; readonly cameraId: string | null; readonly statistics: StreamStatistics }
  | { readonly type: 'size'; readonly cameraId: string; readonly size: PictureSize }
  | { readonly type: 'flow'; readonly flow: Flow }
  | { readonly type: 'shown'; readonly cameraId: string; readonly kind: PictureKind }
  | { readonly type: 'video'; readonly state: VideoState }
  /** The value in the shown picture, or in a snapshot while that is video or a reduced JPEG. It is null until there is one. */
  | { readonly type: 'pixel'; readonly pixel: Pixel | null; readonly from: 'picture' | 'snapshot' }
  /** How altered pictures are computed; null for plain ones. After a failure, pictures are plain until other settings arrive. */
  | { readonly type: 'display'; readonly as: RenderedAs | null; readonly failed: boolean }
  /** The window that samples are shown through, at the first picture and after changes. */
  | { readonly type: 'window'; readonly cameraId: string; readonly window: DisplayWindow; readonly bits: number }
  /** The exact picture for a frozen video did not arrive. */
  | { readonly type: 'no-exact'; readonly cameraId: string }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'watch-refused'; readonly cameraId: string; readonly code: string; readonly message: string };
