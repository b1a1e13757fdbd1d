/** Errors of connections, counted by code. */
import { oneLine } from '../../input/one-line.ts';
import type { CountedError } from '../result.ts';

const CODES_MAX = 50;

/** `ECONNRESET`, `close-1006`, `http-503`, `silent`, `refused` or `other`. Reasons are those of the protocols. */
export function errorCode(reason: string): string {
  const system = /\b(E[A-Z]{3,}[A-Z0-9_]*)\b/.exec(reason)?.[1];
  if (system !== undefined) return system;
  const closed = /closed by the server: (\d{4})/.exec(reason)?.[1];
  if (closed !== undefined) return `close-${closed}`;
  const status = /refused: (?:HTTP\/1\.1 )?(\d{3})\b/.exec(reason)?.[1];
  if (status !== undefined) return `http-${status}`;
  if (/silent|nothing arrived|no answer within|not admit/.test(reason)) return 'silent';
  if (/ended|lost|closed|disconnected/.test(reason)) return 'ended';
  return reason.includes('refused') ? 'refused' : 'other';
}

export class ErrorCounts {
  readonly #counts = new Map<string, { count: number; readonly example: string }>();

  add(code: string, reason: string): void {
    const known = this.#counts.has(code) || this.#counts.size < CODES_MAX ? code : 'other';
    const counted = this.#counts.get(known);
    if (counted) counted.count += 1;
    else this.#counts.set(known, { count: 1, example: oneLine(reason) });
  }

  get counts(): CountedError[] {
    return [...this.#counts].map(([code, { count, example }]) => ({ code, count, example }));
  }
}
