/** The results of a crowd, as numbers and as a table. */
import { oneLine } from '../input/one-line.ts';
import type { Percentiles } from '../figures/statistics.ts';
import type { GroupTally } from './tally.ts';

export interface GroupReport {
  readonly name: string;
  readonly viewers: number;
  readonly frames: number;
  readonly bytes: number;
  /** Average per viewer. */
  readonly framesPerSecond: number;
  /** Of the viewer with the fewest frames. */
  readonly slowestFps: number;
  /** Share of the frames that the server published; NaN (null in JSON) if it does not number them. */
  readonly share: { readonly mean: number; readonly worst: number };
  /** Published frames that were not received, sum of all viewers; NaN (null in JSON) if the server does not number them. */
  readonly dropped: number;
  readonly ageMs: Percentiles;
  readonly onScreenMs: Percentiles;
  /** Between the arrivals of two frames at one viewer. */
  readonly gapMs: Percentiles;
  /** Longest time that a viewer had no frame, up to the end of the measurement. */
  readonly longestGapMs: number;
  /** Viewers that received no frame. */
  readonly silent: number;
  /** Frames whose capture time is later than their arrival: the clocks differ. */
  readonly fromFuture: number;
  readonly outOfOrder: number;
  readonly repeated: number;
  readonly reconnects: number;
  /** How often a connection was lost, or could not be made again, by reason. */
  readonly losses: Readonly<Record<string, number>>;
  /** Messages without a frame, by name. */
  readonly messages: Readonly<Record<string, number>>;
  readonly narrowestPx: number | null;
  /** Frames by kind, if the server sends several: JPEG, or the tier of a video. */
  readonly pictures: Readonly<Record<string, number>>;
  /** Messages that break the rules of the protocol, by code. */
  readonly faults: Readonly<Record<string, number>>;
}

export interface CrowdReport {
  readonly seconds: number;
  /** The clock of the capture times minus ours, as measured or assumed. Its error is in all ages. */
  readonly cameraAheadMs: number;
  /** Frames that the server published during the measurement; NaN (null in JSON) if it does not number them. */
  readonly published: number;
  /** Frames that arrived during the measurement, sum of all viewers. */
  readonly delivered: number;
  readonly deliveredBytes: number;
  /** Capture to arrival at the last viewer. */
  readonly lastViewerMs: Percentiles;
  readonly groups: readonly GroupReport[];
}

/** `published`: for each viewer. */
export function groupReport(tally: GroupTally, published: readonly number[], seconds: number): GroupReport {
  const { name, viewers, ageMs, onScreenMs, gapMs, reconnects } = tally;
  const sum = (of: (viewer: (typeof viewers)[number]) => number): number => viewers.reduce((so, viewer) => so + of(viewer), 0);
  const frames = sum((viewer) => viewer.frames);
  const different = viewers.map((viewer) => viewer.frames - viewer.repeated);
  const shares = different.map((count, place) => count / (published[place] ?? Number.NaN));
  const total = (counts: readonly number[]): number => counts.reduce((so, count) => so + count, 0);
  const narrowestPx = Math.min(...viewers.map((viewer) => viewer.narrowestPx));
  return {
    name,
    viewers: viewers.length,
    frames,
    bytes: sum((viewer) => viewer.bytes),
    framesPerSecond: frames / viewers.length / seconds,
    slowestFps: Math.min(...viewers.map((viewer) => viewer.frames)) / seconds,
    share: { mean: total(shares) / viewers.length, worst: Math.min(...shares) },
    dropped: Math.max(0, total(published) - total(different)),
    ageMs: ageMs.percentiles,
    onScreenMs: onScreenMs.percentiles,
    gapMs: gapMs.percentiles,
    longestGapMs: Math.max(...viewers.map((viewer) => viewer.longestGapMs)),
    silent: viewers.filter((viewer) => viewer.silent).length,
    fromFuture: tally.negativeAges,
    outOfOrder: sum((viewer) => viewer.outOfOrder),
    repeated: sum((viewer) => viewer.repeated),
    reconnects,
    losses: tally.losses.counts,
    messages: tally.messages.counts,
    narrowestPx: Number.isFinite(narrowestPx) ? narrowestPx : null,
    pictures: tally.pictures.counts,
    faults: tally.faults.counts,
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
  ['longest gap', ({ longestGapMs }) => milliseconds(longestGapMs)],
  ['dropped', ({ dropped }) => whole(dropped)],
  ['repeated', ({ repeated }) => String(repeated)],
  ['late', ({ outOfOrder }) => String(outOfOrder)],
  ['reconnects', ({ reconnects }) => String(reconnects)],
  ['smallest', ({ narrowestPx }) => (narrowestPx === null ? '—' : `${narrowestPx} px`)],
];

/** `sender`: whose clock the capture times have. */
export function crowdTable(report: CrowdReport, sender: 'camera' | 'server'): string {
  const titles = COLUMNS.map(([title]) => title);
  const rows = report.groups.map((group) => COLUMNS.map(([, value]) => value(group)));
  return [headline(report, sender), '', table(titles, rows), ...report.groups.flatMap(remarks)].join('\n');
}

function headline({ seconds, published, groups, cameraAheadMs }: CrowdReport, sender: string): string {
  const rate = Number.isFinite(published)
    ? `${published} frames published in ${seconds.toFixed(1)} s (${(published / seconds).toFixed(1)} fps)`
    : `${seconds.toFixed(1)} s; the server does not number its frames`;
  const aged = groups.some(({ ageMs }) => Number.isFinite(ageMs.p50));
  const clocks = `ages assume that the ${sender}'s clock is ${milliseconds(Math.abs(cameraAheadMs))} ${cameraAheadMs < 0 ? 'behind' : 'ahead of'} this one`;
  return `${rate}; ${aged ? clocks : 'ages are unknown: frames have no time'}`;
}

/** What the table cannot show. */
function remarks({ name, viewers, silent, fromFuture, losses, pictures, faults }: GroupReport): string[] {
  const kinds = Object.entries(pictures);
  const counts = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    ...(kinds.some(([kind]) => kind !== 'jpeg') ? [`frames of ${name} viewers by kind: ${counts}`] : []),
    ...(silent > 0 ? [`${silent} of ${viewers} ${name} viewers received no frame`] : []),
    ...(fromFuture > 0 ? [`${fromFuture} frames at ${name} viewers are from the future: the clocks differ`] : []),
    ...Object.entries(faults).map(([code, count]) => `faults at ${name} viewers: ${count} × ${code}`),
    ...Object.entries(losses).map(([reason, count]) => `lost connections of ${name} viewers: ${count} × ${oneLine(reason)}`),
  ];
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

function whole(count: number): string {
  return Number.isFinite(count) ? String(count) : '—';
}

export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '—';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
