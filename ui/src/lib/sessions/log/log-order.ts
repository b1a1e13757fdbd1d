import type { SessionEntry } from '@eyepiece/shared-types';
import { localDay } from '../../text/clock-text.ts';

/** Merges entries in log order; of duplicates, keeps the newer revision. */
export function merged(entries: readonly SessionEntry[], more: readonly SessionEntry[]): SessionEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of more) {
    const known = byId.get(entry.id);
    if (!known || known.revision <= entry.revision) byId.set(entry.id, entry);
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

export interface LogDay {
  /** Local day, yyyy-mm-dd. */
  readonly key: string;
  readonly entries: readonly SessionEntry[];
}

export function byLogDay(entries: readonly SessionEntry[]): LogDay[] {
  const days: { key: string; entries: SessionEntry[] }[] = [];
  for (const entry of entries) {
    const key = localDay(entry.at);
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, entries: [entry] });
  }
  return days;
}
