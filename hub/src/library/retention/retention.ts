import type { RetentionDone, RetentionPlan, RetentionRule } from '@eyepiece/shared-types';
import { conflict } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { PlannedCapture, RetentionPlans } from './plans.ts';
import type { StoredRules } from './rules.ts';

/** Author of automatic removals in the history of captures. */
const RULES_AUTHOR = { userId: null, name: 'Retention rules' } as const;

export interface Author {
  readonly userId: string | null;
  readonly name: string;
}

/** Trashes every capture that `mayTrash` accepts and emits `deleted`. */
export interface Trash {
  trashMany(ids: readonly string[], by: Author, mayTrash: (row: CaptureRow) => void): Promise<readonly CaptureRow[]>;
}

interface RetentionParts {
  readonly rules: StoredRules;
  readonly plans: RetentionPlans;
  readonly trash: Trash;
}

/** Plans retention as a dry run, and applies plans. */
export class Retention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** A dry run of these rules; by default of the stored ones. */
  plan(rules: readonly RetentionRule[] = this.#parts.rules.current.retention): Promise<RetentionPlan> {
    return this.#parts.plans.make(rules);
  }

  /** @throws {HubError} not_found when there is no such plan, or it has expired */
  list(planId: string): AsyncGenerator<PlannedCapture[]> {
    return this.#parts.plans.list(planId);
  }

  /**
   * Trashes the captures of a plan, except those changed since.
   * @throws {HubError} not_found when there is no such plan, or it has expired
   */
  async apply(planId: string, by: Author = RULES_AUTHOR): Promise<RetentionDone> {
    const done = { captures: 0, bytes: 0 };
    for await (const items of this.#parts.plans.items(planId)) {
      const edits = new Map(items.map((item) => [item.captureId, item.edits]));
      const gone = await this.#parts.trash.trashMany([...edits.keys()], by, (row) => {
        if (row.deletedAt !== null || row.edits !== edits.get(row.id)) throw conflict(`Capture ${row.id} has changed since the plan`);
      });
      done.captures += gone.length;
      done.bytes += gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    }
    await this.#parts.plans.forget(planId);
    return done;
  }
}
