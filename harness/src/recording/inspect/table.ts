/** An inspection as text for people. */
import { oneLine } from '../../input/one-line.ts';
import type { Inspection } from './inspection.ts';

const UNKNOWN = '–';
const PATH_MAX = 60;

export function inspectionText(inspection: Inspection): string {
  const { file, bytes, start, end, durationS, connections, connectionsLeftOut, messages, frames, http } = inspection;
  const requests = Object.entries(http);
  const parts = [
    `${file}: ${size(bytes)}, ${start === null || end === null ? 'nothing recorded' : `${start} to ${end}, ${durationS.toFixed(1)} s`}`,
    table(
      ['connection', 'opened', 'closed', 'path'],
      connections.map(({ connection, openedS, closedS, path }) => [
        connection,
        `${openedS.toFixed(1)} s`,
        closedS === null ? 'open' : `${closedS.toFixed(1)} s`,
        path.length > PATH_MAX ? `${path.slice(0, PATH_MAX)}…` : path,
      ]),
    ),
    connectionsLeftOut === 0 ? '' : `and ${connectionsLeftOut} further connections`,
    table(
      ['connection', '', 'message', 'count', 'per second', 'size', 'longest gap'],
      messages.map(({ connection, direction, name, count, perSecond, bytes: sum, longestGapMs }) => [
        connection,
        direction,
        name,
        String(count),
        figure(perSecond),
        size(sum),
        figure(longestGapMs, ' ms'),
      ]),
    ),
    table(
      [
        'connection',
        '',
        'camera',
        'frames',
        'fps',
        'missing',
        'repeated',
        'late',
        'longest gap',
        'age p50',
        'p95',
        'max',
        'size',
        'pixels',
      ],
      frames.map((row) => [
        row.connection,
        row.direction,
        row.camera === '' ? UNKNOWN : row.camera,
        String(row.frames),
        figure(row.fps),
        figure(row.missing),
        figure(row.repeated),
        figure(row.late),
        figure(row.longestGapMs, ' ms'),
        figure(row.ageMs?.p50, ' ms'),
        figure(row.ageMs?.p95, ' ms'),
        figure(row.ageMs?.max, ' ms'),
        size(row.meanBytes),
        row.width === null || row.height === null ? UNKNOWN : `${row.width}×${row.height}`,
      ]),
    ),
    requests.length === 0 ? '' : `HTTP requests by status: ${requests.map(([status, count]) => `${status}: ${count}`).join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function figure(value: number | null | undefined, unit = ''): string {
  return value === null || value === undefined ? UNKNOWN : `${value}${unit}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function table(head: readonly string[], content: readonly (readonly string[])[]): string {
  if (content.length === 0) return '';
  const rows = content.map((cells) => cells.map((cell) => oneLine(cell)));
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}
