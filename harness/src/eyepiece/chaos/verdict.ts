/** Compares the library with everything that was acknowledged. */
import type { Capture } from '@eyepiece/shared-types';
import type { Acknowledged } from './load/acknowledged.ts';

/** Each entry names a capture with its history, an order or a job. */
export interface Verdict {
  /** Acknowledged, never moved to the trash, and missing. */
  readonly lost: readonly string[];
  /** Orders or ids that are in the library more than once. */
  readonly twice: readonly string[];
  /** Captures whose digest is not the acknowledged one. */
  readonly changed: readonly string[];
  /** Captures without their acknowledged edit. */
  readonly unedited: readonly string[];
  /** Captures in the library whose move to the trash was acknowledged. */
  readonly returned: readonly string[];
  /** Jobs with fewer pictures in the library than were reported as durable. */
  readonly incomplete: readonly string[];
}

type Kept = Pick<Capture, 'id' | 'sha256' | 'label' | 'notes' | 'deletedAt' | 'jobId' | 'jobIndex'>;

export function verdictOf(acknowledged: Acknowledged, library: readonly Kept[]): Verdict {
  const { captures, thrown, trashed, edits, jobs, history } = acknowledged;
  const byId = new Map(library.map((capture) => [capture.id, capture]));
  const orders = library.flatMap(({ label, jobId, jobIndex }) => {
    if (jobId !== undefined) return [`${jobId} picture ${String(jobIndex)}`];
    return label === undefined ? [] : [label];
  });
  const withHistory = (id: string): string => `${id} (${history.of(id)})`;
  return {
    lost: [...captures.keys()].filter((id) => !byId.has(id) && !thrown.has(id)).map(withHistory),
    twice: [...repeated(library.map(({ id }) => id)).map(withHistory), ...repeated(orders)],
    changed: [...captures].filter(([id, sha256]) => byId.has(id) && byId.get(id)?.sha256 !== sha256).map(([id]) => withHistory(id)),
    unedited: library
      .filter(({ id, notes }) => !edits.mayBe(id, notes))
      .map(({ id, notes }) => `${id}: its notes are ${JSON.stringify(notes)}, and should be ${edits.wanted(id)} (${history.of(id)})`),
    returned: library.filter(({ id, deletedAt }) => deletedAt === null && trashed.has(id)).map(({ id }) => withHistory(id)),
    incomplete: [...jobs].flatMap(([jobId, done]) => {
      const indices = library.flatMap((capture) => (capture.jobId === jobId ? [capture.jobIndex] : []));
      const count = new Set(indices).size;
      return count >= done ? [] : [`${jobId} (${String(done)} pictures were durable, ${String(count)} are in the library)`];
    }),
  };
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
}
