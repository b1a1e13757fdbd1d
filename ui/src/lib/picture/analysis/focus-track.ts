import { decimal } from '../../text/decimal.ts';

export interface FocusSample {
  readonly atMs: number;
  readonly score: number;
}

export const FOCUS_TRACK_MS = 30_000;

/** Sharpness of the last 30 s, and the best value since the last reset. */
export interface FocusTrack {
  readonly samples: readonly FocusSample[];
  readonly best: number | null;
}

export const NO_FOCUS_TRACK: FocusTrack = { samples: [], best: null };

export function withSample(track: FocusTrack, sample: FocusSample): FocusTrack {
  const recent = track.samples.filter(({ atMs }) => sample.atMs - atMs < FOCUS_TRACK_MS);
  return { samples: [...recent, sample], best: Math.max(track.best ?? 0, sample.score) };
}

/** SVG path of a sparkline in a box; time runs to the right, the best value is at the top. */
export function focusPath({ samples, best }: FocusTrack, nowMs: number, box: { width: number; height: number }): string {
  if (best === null || best <= 0 || samples.length === 0) return '';
  const points = samples.map(({ atMs, score }) => {
    const x = box.width * (1 - (nowMs - atMs) / FOCUS_TRACK_MS);
    return `${x.toFixed(1)} ${(box.height * (1 - score / best)).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** Three significant digits. */
export function scoreText(score: number): string {
  if (score === 0) return '0';
  return decimal(score >= 1000 ? score.toFixed(0) : score.toPrecision(3));
}
