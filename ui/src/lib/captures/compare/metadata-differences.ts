import type { Capture, CaptureStatistics } from '@eyepiece/shared-types';
import { formatNumber } from '../../text/number-text.ts';
import { meanOf } from '../pictures/sample-window.ts';
import { fixed, significant } from '../../text/decimal.ts';

export interface DifferenceRow {
  readonly name: string;
  readonly unit: string;
  /** One value per capture; empty when unknown. */
  readonly values: readonly string[];
  /** Whether each value differs from the first. A figure that is not computed yet differs from none. */
  readonly differs: readonly boolean[];
}

type Value = (capture: Capture, statistics: CaptureStatistics | null | undefined) => string | undefined;

const ROWS: readonly (readonly [name: string, unit: string, value: Value])[] = [
  ['Exposure', 'ms', ({ exposureMs }) => formatNumber(exposureMs, { digits: 3 })],
  ['Gain', 'dB', ({ gainDb }) => formatNumber(gainDb, { digits: 1 })],
  ['Gamma', '', ({ settings }) => (settings.gamma === undefined ? undefined : fixed(settings.gamma, 2))],
  ['Captured by', '', ({ user }) => user?.name],
  ['Mean', '', (_, statistics) => (statistics ? formatNumber(meanOf(statistics), { digits: statistics.max > 255 ? 0 : 1 }) : undefined)],
  ['Objective', '', ({ calibration }) => calibration?.objective],
  ['Scale', 'µm/px', ({ umPerPixel }) => (umPerPixel === undefined ? undefined : significant(umPerPixel, 4))],
  ['Camera', '', ({ cameraName }) => cameraName],
  ['Size', '', ({ width, height }) => `${width} × ${height}`],
  ['Depth', 'bit', ({ bitDepth }) => String(bitDepth)],
  ['Label', '', ({ label }) => label],
  ['Tags', '', ({ tags }) => tags.join(', ') || undefined],
];

/** Rows whose values are computed from the pixels, some time after the captures are shown. */
const COMPUTED: readonly string[] = ['Mean'];

/** Compares the metadata of captures. Rows without any value are left out. */
export function metadataDifferences(
  captures: readonly Capture[],
  statisticsOf: (id: string) => CaptureStatistics | null | undefined,
): DifferenceRow[] {
  return ROWS.map(([name, unit, value]) => {
    const values = captures.map((capture) => value(capture, statisticsOf(capture.id)) ?? '');
    const isUnknown = COMPUTED.includes(name) && values.includes('');
    return { name, unit, values, differs: values.map((one) => !isUnknown && one !== values[0]) };
  }).filter(({ values }) => values.some((one) => one !== ''));
}
