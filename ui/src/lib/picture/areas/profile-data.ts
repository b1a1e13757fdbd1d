import type { Profile } from '@eyepiece/shared-types';
import type { PictureScale } from '../optics/picture-scale.ts';

/** A profile as it is plotted and saved. */
export interface ProfileCurves {
  readonly unit: 'px' | 'µm';
  /** Distances from the start of the line, in `unit`. */
  readonly distances: readonly number[];
  readonly channels: Profile['channels'];
}

/** Size of one step along the line, in the specimen or in pixels. Binned pixels need not be square. */
function stepOf({ line, stepPx }: Profile, scale: PictureScale | null): number {
  const [dx, dy] = [line.x2 - line.x1, line.y2 - line.y1];
  const lengthPx = Math.hypot(dx, dy);
  if (!scale || lengthPx === 0) return stepPx;
  return (stepPx * Math.hypot(dx * scale.umX, dy * scale.umY)) / lengthPx;
}

export function profileCurves(profile: Profile, scale: PictureScale | null): ProfileCurves {
  const step = stepOf(profile, scale);
  const samples = profile.channels[0]?.values.length ?? 0;
  return { unit: scale ? 'µm' : 'px', distances: Array.from({ length: samples }, (_, at) => at * step), channels: profile.channels };
}

export interface ProfileFigures {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export function profileFigures({ channels }: Pick<Profile, 'channels'>): ProfileFigures[] {
  return channels.map(({ name, values }) => ({
    name,
    min: values.reduce((least, value) => Math.min(least, value)),
    max: values.reduce((most, value) => Math.max(most, value)),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}

/** With a point as decimal separator in every language, as programs expect. */
export function profileCsv({ unit, distances, channels }: ProfileCurves): string {
  const head = [`distance_${unit === 'µm' ? 'um' : 'px'}`, ...channels.map(({ name }) => name)];
  const rows = distances.map((distance, at) => [Number(distance.toFixed(4)), ...channels.map(({ values }) => values[at] ?? '')]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
