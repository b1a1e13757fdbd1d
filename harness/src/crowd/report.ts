/** The results of a crowd, as numbers and as a table. */
import type { Distribution } from '../statistics.ts';
import type { GroupTally } from './tally.ts';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface GroupReport {
  readonly name: string;
  readonly viewers: number;
  readonly frames: number;
  readonly bytes: number;
  /** Average per viewer. */
  readonly framesPerSecond: number;
  /** Share of the frames that the camera published. */
  readonly share: { readonly mean: number; readonly worst: number };
  /** Published frames that were not received, sum of all viewers. */
  readonly dropped: number;
  readonly ageMs: Percentiles;
  readonly onScreenMs: Percentiles;
  readonly outOfOrder: number;
  readonly reconnects: number;
  readonly narrowestPx: number | null;
}

export interface CrowdReport {
  readonly seconds: number;
  /** The measured camera clock minus ours. Its error is in all ages. */
  readonly cameraAheadMs: number;
  /** Frames that the camera published during the measurement. */
  readonly published: number;
  /** Frames that arrived during the measurement, sum of all viewers. */
  readonly delivered: number;
  readonly deliveredBytes: number;
  /** Capture to arrival at the last viewer. */
  readonly lastViewerMs: Percentiles;
  readonly groups: readonly GroupReport[];
}

export function percentilesOf(distribution: Distribution): Percentiles {
  const at = (share: number): number => distribution.percentile(share);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: distribution.max };
}

export function groupReport(tally: GroupTally, published: number, seconds: number): GroupReport {
  const { name, viewers, ageMs, onScreenMs, reconnects } = tally;
  const sum = (of: (viewer: (typeof viewers)[number]) => number): number => viewers.reduce((total, viewer) => total + of(viewer), 0);
  const frames = sum((viewer) => viewer.frames);
  const shares = viewers.map((viewer) => viewer.frames / published);
  const narrowestPx = Math.min(...viewers.map((viewer) => viewer.narrowestPx));
  return {
    name,
    viewers: viewers.length,
    frames,
    bytes: sum((viewer) => viewer.bytes),
    framesPerSecond: frames / viewers.length / seconds,
    share: { mean: frames / viewers.length / published, worst: Math.min(...shares) },
    dropped: Math.max(0, published * viewers.length - frames),
    ageMs: percentilesOf(ageMs),
    onScreenMs: percentilesOf(onScreenMs),
    outOfOrder: sum((viewer) => viewer.outOfOrder),
    reconnects,
    narrowestPx: Number.isFinite(narrowestPx) ? narrowestPx : null,
  };
}

const COLUMNS: readonly (readonly [title: string, value: (group: GroupReport) => string])[] = [
  ['viewers', ({ name, viewers }) => `${viewers} ${name}`],
  ['frames', ({ frames }) => String(frames)],
  ['fps', ({ framesPerSecond }) => framesPerSecond.toFixed(1)],
  ['share', ({ share }) => percent(share.mean)],
  ['worst', ({ share }) => percent(share.worst)],
  ['age p50', ({ ageMs }) => milliseconds(ageMs.p50)],
  ['p95', ({ ageMs }) => milliseconds(ageMs.p95)],
  ['p99', ({ ageMs }) => milliseconds(ageMs.p99)],
  ['on screen p95', ({ onScreenMs }) => milliseconds(onScreenMs.p95)],
  ['dropped', ({ dropped }) => String(dropped)],
  ['reconnects', ({ reconnects }) => String(reconnects)],
  ['smallest', ({ narrowestPx }) => (narrowestPx === null ? '—' : `${narrowestPx} px`)],
];

export function crowdTable(report: CrowdReport): string {
  const { seconds, published, groups, cameraAheadMs } = report;
  const clocks = `ages assume that the camera's clock is ${milliseconds(Math.abs(cameraAheadMs))} ${cameraAheadMs < 0 ? 'behind' : 'ahead of'} this one`;
  const head = `${published} frames published in ${seconds.toFixed(1)} s (${(published / seconds).toFixed(1)} fps); ${clocks}`;
  return `${head}\n\n${table(COLUMNS.map(([title]) => title), groups.map((group) => COLUMNS.map(([, value]) => value(group))))}`; // prettier-ignore
}

/** Columns as wide as their content; the first is left-aligned, the others right-aligned. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return [line(titles), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].map((text) => text.trimEnd()).join('\n');
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '—';
}

export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '—';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
