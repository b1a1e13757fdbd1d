/** Divides a large day into parts of about one page of the list. */
import type { Timeline } from '@eyepiece/shared-types';

type Day = Timeline['days'][number];
/** Captures per quarter of an hour; the key counts quarters since 1970. */
export type Quarters = ReadonlyMap<number, number>;

/** Maximum page size of the list. */
const PART = 200;
const QUARTER_MS = 900_000;

/** Adds counts: several sessions may have captures in the same quarter. */
export function addedUp(known: Quarters | undefined, quarters: readonly number[], counts: readonly number[]): Quarters {
  const all = new Map(known);
  for (const [at, quarter] of quarters.entries()) all.set(quarter, (all.get(quarter) ?? 0) + (counts[at] ?? 0));
  return all;
}

/** Parts, newest first. They cover the whole day and never divide a quarter. */
export function partsOfDay({ from, to }: Pick<Day, 'from' | 'to'>, quarters: Quarters): NonNullable<Day['parts']> {
  const parts: { count: number; quarter: number }[] = [];
  for (const [quarter, count] of [...quarters].sort(([a], [b]) => b - a)) {
    const open = parts.at(-1);
    if (open && open.count + count <= PART) parts[parts.length - 1] = { count: open.count + count, quarter };
    else parts.push({ count, quarter });
  }
  const starts = parts.map(({ quarter }) => quarter * QUARTER_MS);
  return parts.map(({ count }, at) => ({
    count,
    from: at === parts.length - 1 ? from : new Date(starts[at] ?? 0).toISOString(),
    to: at === 0 ? to : new Date((starts[at - 1] ?? 0) - 1).toISOString(),
  }));
}
