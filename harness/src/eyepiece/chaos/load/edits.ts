/** Notes that were written to captures. Several writers may change the same capture at once. */

interface Edit {
  readonly notes: string;
  readonly beganMs: number;
  /** Time of the acknowledgement. Without one, the edit may be made at any later time, or never. */
  endedMs: number;
}

export class Edits {
  readonly #edits = new Map<string, Edit[]>();
  readonly #now: () => number;
  acknowledged = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Call before the edit is sent. @returns a function to call when it is acknowledged */
  begin(captureId: string, notes: string): () => void {
    const edit: Edit = { notes, beganMs: this.#now(), endedMs: Infinity };
    this.#edits.set(captureId, [...(this.#edits.get(captureId) ?? []), edit]);
    return () => {
      edit.endedMs = this.#now();
      this.acknowledged += 1;
    };
  }

  /** Whether the capture may have these notes now. */
  mayBe(captureId: string, notes: string | undefined): boolean {
    const edits = this.#edits.get(captureId) ?? [];
    if (notes === undefined) return edits.every(({ endedMs }) => endedMs === Infinity);
    return edits.some((edit) => edit.notes === notes && !isReplaced(edit, edits));
  }

  /** The notes that the capture may have, in words. */
  wanted(captureId: string): string {
    const edits = this.#edits.get(captureId) ?? [];
    return edits.filter((edit) => !isReplaced(edit, edits)).map(({ notes }) => JSON.stringify(notes)).join(' or '); // prettier-ignore
  }
}

/** Whether an acknowledged edit began after this one had ended. */
function isReplaced({ endedMs }: Edit, edits: readonly Edit[]): boolean {
  return edits.some((later) => later.endedMs !== Infinity && later.beganMs > endedMs);
}
