/** Figures of frames. The declarations of the package contain this file, so it imports nothing of the workspace. */

export interface FrameFigures {
  readonly connection: string;
  readonly direction: 'up' | 'down';
  /** As the event names it; empty if it names none. */
  readonly camera: string;
  readonly frames: number;
  readonly fps: number | null;
  /** Numbers that are missing between the first frame and the last; null if frames have no numbers. */
  readonly missing: number | null;
  readonly repeated: number | null;
  /** After a frame with a higher number. */
  readonly late: number | null;
  readonly longestGapMs: number | null;
  /** From capture to recording; null if frames have no times. */
  readonly ageMs: { readonly p50: number; readonly p95: number; readonly max: number } | null;
  readonly meanBytes: number;
  /** Of the last frame. */
  readonly width: number | null;
  readonly height: number | null;
}
