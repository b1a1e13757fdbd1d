/** The report of an attack run as text. */
import { table } from '../../crowd/report.ts';
import { missed, type AttackReport, type HostileReport } from './hostile.ts';

const HEAD = ['', 's', 'what happened', 'frames', 'age p99', 'order', 'memory', 'resident', ''];

export function hostileTable(report: HostileReport): string {
  const { calm, attacks, memory } = report;
  const failures = missed(report);
  const busy = missed({ ...report, attacks: [calm] }).some((text) => text.startsWith('calm: '));
  const rows = [calm, ...attacks].map((attack) =>
    row(
      attack,
      failures.some((text) => text.startsWith(`${attack.name}: `)),
    ),
  );
  const after = `\nThe hub held ${memory.beganMb.toFixed(0)} MB before and ${memory.endedMb.toFixed(0)} MB after the attacks.`;
  const faults = [calm, ...attacks].flatMap(({ name, faults: own }) => own.map((fault) => `${name}: ${fault}`));
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\n\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
  const warning = busy ? '\nThe targets were missed before any attack: this machine is too busy for measurements.' : '';
  return `${table(HEAD, rows)}${after}${warning}${list('Faults:', faults)}${list('Missed:', failures)}`;
}

function row({ name, seconds, outcomes, sight, orders, memory, faults }: AttackReport, isMissed: boolean): string[] {
  const happened = Object.entries(outcomes).map(([outcome, count]) => `${count} × ${outcome}`);
  return [
    name,
    seconds.toFixed(1),
    happened.join(', ').slice(0, 60),
    `${(sight.leastShare * 100).toFixed(0)} %`,
    `${sight.ageP99Ms.toFixed(0)} ms`,
    `${orders.worstMs.toFixed(0)} ms`,
    `${memory.heldMb.toFixed(0)} MB`,
    `${memory.residentMb.toFixed(0)} MB`,
    faults.length > 0 ? 'FAULT' : isMissed ? 'MISSED' : 'met',
  ];
}
