/** captures.csv: one line per capture. */
import type { Capture } from '@eyepiece/shared-types';
import { csvLines, type CsvValue } from '../../library/formats/csv.ts';

const COLUMNS: Readonly<Record<string, (capture: Capture, file: string) => CsvValue>> = {
  file: (_capture, file) => file,
  id: ({ id }) => id,
  captured_at: ({ capturedAt }) => capturedAt,
  label: ({ label }) => label,
  person: ({ user }) => user?.name,
  exposure_ms: ({ exposureMs }) => exposureMs,
  gain_db: ({ gainDb }) => gainDb,
  format: ({ format }) => format,
  width_px: ({ width }) => width,
  height_px: ({ height }) => height,
  bit_depth: ({ bitDepth }) => bitDepth,
  channels: ({ channels }) => channels,
  size_bytes: ({ sizeBytes }) => sizeBytes,
  sha256: ({ sha256 }) => sha256,
  objective: ({ calibration }) => calibration?.objective,
  um_per_pixel: ({ umPerPixel }) => umPerPixel,
  sensor_temperature_c: ({ temperature }) => temperature,
  job_id: ({ jobId }) => jobId,
  job_index: ({ jobIndex }) => jobIndex,
  tags: ({ tags }) => tags.join(', '),
  rating: ({ rating }) => rating,
  notes: ({ notes }) => notes,
};

export const CSV_HEADER = csvLines([Object.keys(COLUMNS)]);

/** @param file path of the master in the archive; empty when it is missing */
export function csvLine(capture: Capture, file: string): string {
  return csvLines([Object.values(COLUMNS).map((value) => value(capture, file))]);
}
