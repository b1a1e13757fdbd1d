import type { Capture } from '@eyepiece/shared-types';
import { formatNumber } from '../control/number-text.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
}
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export const FORMAT_NAMES = { jpg: 'JPEG', png: 'PNG', tiff: 'TIFF' } as const;

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

const optional = (name: string, value: string | undefined, unit?: string): Fact[] =>
  value === undefined || value === '' ? [] : [unit === undefined ? { name, value } : { name, value, unit }];

function acquisition(capture: Capture): Fact[] {
  const { roi, settings } = capture;
  const balance = settings.whiteBalance;
  return [
    { name: 'Exposure', value: formatNumber(capture.exposureMs, { digits: 3 }), unit: 'ms' },
    { name: 'Gain', value: formatNumber(capture.gainDb, { digits: 1 }), unit: 'dB' },
    ...optional('Gamma', settings.gamma?.toFixed(2)),
    ...optional('White balance', balance && [balance.red, balance.green, balance.blue].map((gain) => gain.toFixed(2)).join(' / ')),
    ...optional('Colour temperature', settings.colorTemperature?.toFixed(0), 'K'),
    ...optional('Focus', settings.focus?.toFixed(1), 'µm'),
    { name: 'Region', value: `${roi.width} × ${roi.height} at ${roi.left}, ${roi.top}`, unit: 'px' },
    ...optional('Sensor', capture.temperature?.toFixed(1), '°C'),
  ];
}

/** Everything known about a capture, in groups, with units. */
export function captureFacts(capture: Capture): FactGroup[] {
  const { camera } = capture;
  return [
    { title: 'Acquisition', facts: acquisition(capture) },
    {
      title: 'Picture',
      facts: [
        { name: 'Size', value: `${capture.width} × ${capture.height}`, unit: 'px' },
        { name: 'Depth', value: `${capture.bitDepth}-bit ${capture.channels === 1 ? 'mono' : 'colour'}` },
        { name: 'Pixel format', value: capture.pixelFormat },
        { name: 'Format', value: FORMAT_NAMES[capture.format] },
        { name: 'File size', value: sizeText(capture.sizeBytes) },
      ],
    },
    {
      title: 'Origin',
      facts: [
        { name: 'Captured by', value: capture.user?.name ?? (capture.source === 'http' ? 'Camera API' : 'Unknown') },
        { name: 'Camera', value: capture.cameraName },
        { name: 'Model', value: camera.model },
        { name: 'Serial', value: camera.serial },
        ...optional('Firmware', camera.firmware),
        { name: 'Frame', value: String(capture.seq) },
      ],
    },
    {
      title: 'File',
      facts: [
        { name: 'Name', value: capture.filename },
        { name: 'SHA-256', value: capture.sha256 },
        { name: 'Id', value: capture.id },
      ],
    },
  ];
}
