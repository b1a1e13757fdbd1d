import type { Capture } from '@eyepiece/shared-types';
import { spanText } from '../text/span-text.ts';
import { pathOf } from '../shell/navigation/router.svelte.ts';
import { formatNumber } from '../text/number-text.ts';
import { FORMAT_NAMES } from '../text/format-names.ts';
import { sizeText } from '../text/size-text.ts';
import { localDay, timeText } from '../text/clock-text.ts';
import { TRASH_DAYS } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';
import { filterText } from './filter-words.ts';
import { labNumberText } from '../picture/analysis/lab-shapes.ts';
import { decimal, fixed, rounded, significant } from '../text/decimal.ts';
import { millisecondsText, spreadText } from '../text/spread-text.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** Link target of the value. */
  readonly href?: string;
}
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

const optional = (name: string, value: string | undefined, unit?: string): Fact[] =>
  value === undefined || value === '' ? [] : [unit === undefined ? { name, value } : { name, value, unit }];

function acquisition(capture: Capture): Fact[] {
  const { roi, settings } = capture;
  const balance = settings.whiteBalance;
  return [
    { name: 'Exposure', value: formatNumber(capture.exposureMs, { digits: 3 }), unit: 'ms' },
    { name: 'Gain', value: formatNumber(capture.gainDb, { digits: 1 }), unit: 'dB' },
    ...optional('Gamma', settings.gamma === undefined ? undefined : fixed(settings.gamma, 2)),
    ...optional('White balance', balance && [balance.red, balance.green, balance.blue].map((gain) => fixed(gain, 2)).join(' / ')),
    ...optional('Colour temperature', settings.colorTemperature?.toFixed(0), 'K'),
    ...optional('Focus', settings.focus === undefined ? undefined : fixed(settings.focus, 1), 'µm'),
    { name: 'Region', value: `${roi.width} × ${roi.height} at ${roi.left}, ${roi.top}`, unit: 'px' },
    ...optional('Sensor', capture.temperature === undefined ? undefined : fixed(capture.temperature, 1), '°C'),
    ...optional('Average', capture.average === undefined ? undefined : String(capture.average), t('frames')),
    ...optional('Corrections', correctionsText(capture.corrections)),
  ];
}

function correctionsText(applied: Capture['corrections']): string | undefined {
  const parts = [applied?.dark && `dark frame of ${applied.dark.frames}`, applied?.flat && `flat field of ${applied.flat.frames}`];
  return parts.filter(Boolean).join(', ') || undefined;
}

function fromLiveText(fromLive: Capture['fromLive']): string | undefined {
  if (!fromLive) return undefined;
  return fromLive.display ? 'the live picture, afterwards, with its display window' : 'the live picture, afterwards';
}

/** Scale of the capture; only the name for an objective without calibration. */
function scale({ calibration, umPerPixel }: Capture): Fact[] {
  const aperture = calibration?.numericalAperture;
  const kind = [
    calibration?.magnification && `${calibration.magnification}×`,
    aperture && `NA ${decimal(String(aperture))}`,
    calibration?.immersion,
  ];
  return [
    ...optional('Objective', calibration?.objective),
    ...optional('Optics', kind.filter(Boolean).join(', ')),
    ...(umPerPixel === undefined ? [] : [{ name: 'Scale', value: significant(umPerPixel, 4), unit: 'µm per pixel' }]),
  ];
}

function recording({ clip }: Capture): FactGroup[] {
  if (!clip) return [];
  const facts: Fact[] = [
    { name: 'Duration', value: spanText(clip.durationMs) },
    { name: 'Frames', value: String(clip.frames) },
    { name: 'Plays at', value: rounded(clip.fps, 2), unit: 'fps' },
    ...optional('Missed', clip.missed > 0 ? String(clip.missed) : undefined, t('frames')),
  ];
  return [{ title: 'Clip', facts }];
}

function ofJob({ jobId, jobIndex, clip }: Capture): Fact[] {
  if (jobId === undefined || clip) return [];
  const value = jobIndex === undefined ? 'one of several' : `picture ${jobIndex + 1}`;
  return [{ name: 'Job', value, href: pathOf({ view: 'library', filter: { jobId } }) }];
}

function othersText(count: number): string {
  if (count === 0) return 'no other camera';
  return count === 1 ? 'one other camera' : `${count} other cameras`;
}

/** The start of exposure is by the clock of the hub, so that it can be compared with the other cameras. */
function ofShot({ shot, exposureStart }: Capture): Fact[] {
  if (!shot) return [];
  const others = { name: 'Together with', value: othersText(shot.size - 1) };
  const startedAt = exposureStart && new Date(exposureStart.startUs / 1000).toISOString();
  return [
    ...optional('Group', shot.group?.name),
    { ...others, href: pathOf({ view: 'library', filter: { shotId: shot.id } }) },
    ...(exposureStart && startedAt
      ? [
          {
            name: 'Exposure began',
            value: `${timeText(startedAt)}.${startedAt.slice(20, 23)} ± ${millisecondsText(exposureStart.uncertaintyUs)}`,
            unit: 'ms',
          },
        ]
      : []),
    ...optional('Spread', shot.spread && spreadText(shot.spread)),
  ];
}

/** For a filtered copy: its steps. */
function filtered({ derivedFrom }: Capture): FactGroup[] {
  if (!derivedFrom) return [];
  return [{ title: 'Filtered copy', facts: derivedFrom.steps.map((step, at) => ({ name: `Filter ${at + 1}`, value: filterText(step) })) }];
}

/** What the laboratory's own step found, or why it found nothing. */
function labFound({ labStep }: Capture): FactGroup[] {
  if (!labStep) return [];
  const { name, version, numbers = [], boxes, points, error } = labStep;
  const facts: Fact[] = [
    { name: 'Step', value: version === undefined ? name : `${name} ${version}` },
    ...optional('Failed', error),
    ...numbers.map((number) => ({ name: number.name, value: labNumberText(number) })),
    ...optional('Boxes', boxes && String(boxes.length)),
    ...optional('Points', points && String(points.length)),
  ];
  return [{ title: 'Lab step', facts }];
}

/** All metadata of a capture, in groups, with units. */
export function captureFacts(capture: Capture): FactGroup[] {
  const { camera } = capture;
  return [
    ...recording(capture),
    { title: 'Acquisition', facts: acquisition(capture) },
    ...filtered(capture),
    ...labFound(capture),
    {
      title: 'Picture',
      facts: [
        { name: 'Size', value: `${capture.width} × ${capture.height}`, unit: 'px' },
        { name: 'Depth', value: capture.channels === 1 ? `${capture.bitDepth}-bit mono` : `${capture.bitDepth}-bit colour` },
        { name: 'Pixel format', value: capture.pixelFormat },
        ...scale(capture),
        { name: 'Format', value: FORMAT_NAMES[capture.format] },
        { name: 'File size', value: sizeText(capture.sizeBytes) },
      ],
    },
    {
      title: 'Origin',
      facts: [
        { name: 'Captured', value: `${localDay(capture.capturedAt)} ${timeText(capture.capturedAt)}` },
        { name: 'Captured by', value: capture.user?.name ?? (capture.source === 'http' ? 'Camera API' : 'Unknown') },
        { name: 'Camera', value: capture.cameraName },
        { name: 'Model', value: camera.model },
        { name: 'Serial', value: camera.serial },
        ...optional('Firmware', camera.firmware),
        { name: 'Frame', value: String(capture.seq) },
        ...ofJob(capture),
        ...ofShot(capture),
        ...optional('Taken from', fromLiveText(capture.fromLive)),
      ],
    },
    {
      title: 'File',
      facts: [
        { name: 'Name', value: capture.name },
        { name: 'SHA-256', value: capture.sha256 },
        { name: 'Id', value: capture.id },
      ],
    },
  ];
}

const DAY_MS = 86_400_000;

/** Whole days left in the trash; 0 on the last day. */
export function daysLeft(deletedAt: string | null, nowMs: number, keptDays = TRASH_DAYS): number {
  if (deletedAt === null) return keptDays;
  return Math.max(0, Math.floor((Date.parse(deletedAt) + keptDays * DAY_MS - nowMs) / DAY_MS));
}
