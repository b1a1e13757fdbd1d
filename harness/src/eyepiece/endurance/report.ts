/** The report of an endurance run as text. */
import { table } from '../../crowd/report.ts';
import type { DisturbanceReport, EnduranceReport } from './endurance.ts';

const HEAD = ['', 'at', 'took', 'page LIVE', 'viewers', 'capture', 'note', 'no picture', ''];
const ORDER_HEAD = ['order', 'given', 'acknowledged', 'refused or lost'];

export function enduranceTable(report: EnduranceReport): string {
  const { used, disturbances, orders, worst, viewers, pageLoads, afterwards, breaches } = report;
  const orderRows = Object.entries(orders).map(([kind, { given, acknowledged, others }]) => [
    kind,
    String(given),
    String(acknowledged),
    Object.entries(others).map(([code, count]) => `${String(count)} × ${code}`).join(', '), // prettier-ignore
  ]);
  const longest = worst.map(
    ({ kind, way, tookMs, deadlineMs, outcome, atS }) =>
      `${(tookMs / 1000).toFixed(1)} s of ${String(deadlineMs / 1000)} s: ${kind} by ${way}, ${outcome}, at ${String(atS)} s`,
  );
  const { captures, notes, annotations, settings, pictures, fsck } = afterwards;
  return [
    table(HEAD, disturbances.map(row)),
    `Disk: ${used.disk}. Database: ${used.database}.`,
    table(ORDER_HEAD, orderRows),
    list('Longest waits:', longest),
    `${String(viewers.count)} viewers reconnected ${String(viewers.reconnects)} times; the page was loaded ${String(pageLoads)} times.`,
    `Acknowledged: ${String(captures)} captures, ${String(pictures)} pictures of time-lapses, ${String(settings)} changes of settings, ${String(notes)} notes, ${String(annotations)} annotations. ${fsck}`,
    breaches.length === 0 ? 'All targets were met.' : list('Breaches:', breaches),
  ].join('\n\n');
}

function row({ name, atS, seconds, recovery, gapS, faults }: DisturbanceReport): string[] {
  const { page, viewers, capture, note } = recovery;
  const after = [page, viewers, capture, note].map((s) => (s === null ? 'never' : `${s.toFixed(1)} s`));
  return [name, `${String(atS)} s`, `${seconds.toFixed(1)} s`, ...after, `${gapS.toFixed(1)} s`, faults.length > 0 ? 'BREACH' : 'met'];
}

function list(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
