/** Wraps a tap: errors of the tap are reported, and the proxy still delivers the messages. */
import { oneLine } from '../../input/one-line.ts';
import type { Tap } from './tap.ts';

/** Errors of each call are reported once: an observer that fails may do so for each message. */
export function guardedTap(tap: Tap): Tap {
  const reported = new Set<string>();
  const report = (what: string, error: unknown): void => {
    if (reported.has(what)) return;
    reported.add(what);
    tap.problem?.(`the observer cannot take each ${what}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  };
  const guarded =
    <T>(what: string, call: (told: T) => void) =>
    (told: T): void => {
      try {
        call(told);
      } catch (error) {
        report(what, error);
      }
    };
  return {
    opened: guarded('connection', (connection) => tap.opened?.(connection)),
    closed: guarded('end of a connection', (connection) => tap.closed?.(connection)),
    message: guarded('message', (message) => tap.message?.(message)),
    // Absent: the proxy need not keep the bodies.
    ...(tap.exchange && { exchange: guarded('HTTP request', (exchange) => tap.exchange?.(exchange)) }),
    problem: (message) => tap.problem?.(message),
  };
}
