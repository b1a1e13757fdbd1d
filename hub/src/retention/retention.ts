import type { RetentionDone, RetentionPlan, RetentionRule } from '@eyepiece/shared-types';
import { conflict } from '../errors.ts';
import type { CaptureRow } from '../persistence/entities/capture.ts';
import type { PlannedCapture, RetentionPlans } from './plans.ts';
import type { KeptRules } from './rules.ts';

/** In whose name captures go when nobody asked: in the history of a capture. */
const BY_THE_RULES = { userId: null, name: 'Retention rules' } as const;

export interface Mover {
  readonly userId: string | null;
  readonly name: string;
}

/** Puts captures into the trash that `mayGo` has nothing against, and says so. */
export interface Trash {
  trashMany(ids: readonly string[], by: Mover, mayGo: (row: CaptureRow) => void): Promise<readonly CaptureRow[]>;
}

interface RetentionParts {
  readonly rules: KeptRules;
  readonly plans: RetentionPlans;
  readonly trash: Trash;
}

/** What retention rules would do, and then exactly that. */
export class Retention {
  readonly #rules: KeptRules;
  readonly #plans: RetentionPlans;
  readonly #trash: Trash;

  constructor({ rules, plans, trash }: RetentionParts) {
    this.#rules = rules;
    this.#plans = plans;
    this.#trash = trash;
  }

  /** A dry run of these rules, or of those that are kept. */
  plan(rules: readonly RetentionRule[] = this.#rules.current.retention): Promise<RetentionPlan> {
    return this.#plans.make(rules);
  }

  /** @throws {HubError} not_found when there is no such plan, or it has expired */
  list(planId: string): AsyncGenerator<PlannedCapture[]> {
    return this.#plans.list(planId);
  }

  /**
   * Puts into the trash what the plan lists, but for what people have changed since.
   * @throws {HubError} not_found when there is no such plan, or it has expired
   */
  async apply(planId: string, by: Mover = BY_THE_RULES): Promise<RetentionDone> {
    const done = { captures: 0, bytes: 0 };
    for await (const items of this.#plans.items(planId)) {
      const edits = new Map(items.map((item) => [item.captureId, item.edits]));
      const gone = await this.#trash.trashMany([...edits.keys()], by, (row) => {
        if (row.deletedAt !== null || row.edits !== edits.get(row.id)) throw conflict(`Capture ${row.id} has changed since the plan`);
      });
      done.captures += gone.length;
      done.bytes += gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    }
    await this.#plans.forget(planId);
    return done;
  }
}
