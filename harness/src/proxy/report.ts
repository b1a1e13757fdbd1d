/** Lines that the command prints. */
import { oneLine } from '../input/one-line.ts';
import { payloadBytes } from './messages/message.ts';
import type { Tap, TappedMessage } from './relay/tap.ts';
import type { RuleState } from './rules/rule-book.ts';

export function countsTable(rules: readonly RuleState[]): string {
  if (rules.length === 0) return 'no rules';
  const rows = rules.map(({ name, fault, enabled, matched, applied, bytes }) => [
    name,
    fault,
    enabled ? 'on' : 'off',
    String(matched),
    String(applied),
    String(bytes),
  ]);
  return table([['rule', 'fault', '', 'matched', 'applied', 'bytes'], ...rows]);
}

export function logTap(out: (line: string) => void, problem: (line: string) => void): Tap {
  return {
    opened: ({ id, path }) => out(`${id} opened ${oneLine(path)}`),
    closed: ({ id, bytesUp, bytesDown }) => out(`${id} closed, ${bytesUp} bytes up, ${bytesDown} bytes down`),
    message: (message) => out(messageLine(message)),
    problem,
  };
}

function messageLine({ connection, direction, number, kind, parts, packet, faults }: TappedMessage): string {
  const what = packet ? `${packet.type}${packet.event === undefined ? '' : ` ${oneLine(packet.event)}`}` : kind;
  const by = faults.length === 0 ? '' : `, faults ${faults.join(', ')}`;
  return `${connection.id} ${direction} ${number} ${what}, ${payloadBytes(parts)} bytes${by}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
