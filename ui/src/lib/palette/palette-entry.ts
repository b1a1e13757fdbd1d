/** One line of the command palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  /** A fact beside the name, such as the present value. */
  readonly detail?: string | undefined;
  /** The key of the action. */
  readonly key?: string | undefined;
  /** Other words under which it is found. */
  readonly search?: string | undefined;
  /** Why it cannot be run at present. */
  readonly whyNot?: string | null | undefined;
  /** Text that goes into the field instead of running something. */
  readonly completes?: string;
  /** Answers the query as a whole, so that its words are not compared. */
  readonly answers?: boolean;
  readonly run?: () => unknown;
}

export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

/** A longer list is not read; the query narrows it. */
export const SHOWN_MAX = 60;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}°µ%]+/u)
    .filter(Boolean);

/** 0 when a word of the query matches nothing; matches at the start of words and in the name count more. */
export function entryScore(query: string, { name, search = '', group }: Pick<PaletteEntry, 'name' | 'search' | 'group'>): number {
  const own = wordsOf(name);
  const others = wordsOf(`${search} ${group}`);
  let score = 1;
  for (const word of wordsOf(query)) {
    if (own[0] === word) score += 5;
    else if (own.includes(word)) score += 4;
    else if (own.some((one) => one.startsWith(word))) score += 3;
    else if (others.some((one) => one.startsWith(word))) score += 2;
    else if (word.length > 1 && own.some((one) => one.includes(word))) score += 1;
    else return 0;
  }
  return score;
}

/** The entries that match, best first within each group; the group with the best entry first. */
export function matchingGroups(query: string, entries: readonly PaletteEntry[]): EntryGroup[] {
  const scored = entries
    .map((entry) => ({ entry, score: entry.answers ? 1000 : entryScore(query, entry) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, SHOWN_MAX);
  return [...Map.groupBy(scored, ({ entry }) => entry.group)].map(([title, found]) => ({
    title,
    entries: found.map(({ entry }) => entry),
  }));
}
