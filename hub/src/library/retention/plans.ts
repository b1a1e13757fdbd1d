import { randomUUID } from 'node:crypto';
import type { RetentionPlan, RetentionRule } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../errors.ts';
import { RetentionPlanEntity, RetentionPlanItemEntity, type RetentionPlanItemRow } from '../../persistence/entities/library/retention.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { isUuid } from '../../persistence/uuid.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SAMPLE = 200;
const PAGE = 1000;
export const PLAN_LIFETIME_MS = 60 * 60 * 1000;

export type PlannedCapture = RetentionPlan['sample'][number] & { readonly rule: string };
type Item = Pick<RetentionPlanItemRow, 'captureId' | 'edits'>;
type Summary = Omit<RetentionPlan, 'id' | 'sample'>;

interface ListedRow {
  readonly id: string;
  /** Null when it has been permanently removed meanwhile. */
  readonly filename: string | null;
  readonly camera_name: string | null;
  readonly captured_at_us: string;
  readonly size_bytes: string;
  readonly rule: number;
}

/** Stores the results of dry runs, so that applying a plan trashes exactly the listed captures. */
export class RetentionPlans {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** Creates a plan. A capture that matches several rules counts for the first one. */
  make(rules: readonly RetentionRule[]): Promise<RetentionPlan> {
    assertStorable(rules);
    const id = randomUUID();
    return this.#database.transaction(async (em) => {
      await forgetExpired(em, this.#now());
      if (rules.length > 0) await this.#find(em, id, rules);
      const summary = await summarize(em, id, rules);
      await em.insert(RetentionPlanEntity, { id, createdAt: new Date(this.#now()), summary });
      const sample = await listed(em, id, rules.map(nameOf), 0, SAMPLE);
      return { id, ...summary, sample: sample.map(({ rule: _rule, ...capture }) => capture) };
    });
  }

  /** All captures of a plan, oldest first, in pages. @throws {HubError} not_found */
  async *list(id: string): AsyncGenerator<PlannedCapture[]> {
    const rules = (await this.#get(id)).byRule.map(nameOf);
    for (let from = 0; ; from += PAGE) {
      const page = await this.#database.use((em) => listed(em, id, rules, from, PAGE));
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
    }
  }

  /** Like `list`, with the edit count that shows later changes. @throws {HubError} not_found */
  async *items(id: string): AsyncGenerator<Item[]> {
    await this.#get(id);
    for (let offset = 0; ; offset += PAGE) {
      const orderBy = { capturedAtUs: 'asc', captureId: 'asc' } as const;
      const page = await this.#database.use((em) => em.find(RetentionPlanItemEntity, { planId: id }, { orderBy, offset, limit: PAGE }));
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
    }
  }

  async forget(id: string): Promise<void> {
    await this.#database.transaction(async (em) => {
      await em.nativeDelete(RetentionPlanItemEntity, { planId: id });
      await em.nativeDelete(RetentionPlanEntity, { id });
    });
  }

  async #get(id: string): Promise<Summary> {
    const plan = isUuid(id) ? await this.#database.use((em) => em.findOne(RetentionPlanEntity, { id })) : null;
    if (plan === null || plan.createdAt.getTime() < this.#now() - PLAN_LIFETIME_MS) throw notFound('The plan, which is valid for an hour,');
    return plan.summary;
  }

  async #find(em: SqlEntityManager, id: string, rules: readonly RetentionRule[]): Promise<void> {
    const conditions = rules.map((rule) => conditionOf(rule, this.#now()));
    const cases = conditions.map(({ sql }, index) => `when ${sql} then ${String(index)}`).join(' ');
    await em.execute(
      `insert into retention_plan_items (plan_id, capture_id, rule, edits, size_bytes, captured_at_us)
       select ?::uuid, id, rule, edits, size_bytes, captured_at_us
       from (select captures.*, case ${cases} end as rule from captures where deleted_at is null) as found
       where rule is not null`,
      [id, ...conditions.flatMap(({ params }) => params)],
    );
  }
}

function conditionOf(rule: RetentionRule, now: number): { sql: string; params: unknown[] } {
  const parts: [sql: string, ...params: unknown[]][] = [['captured_at_us < ?', (now - rule.olderThanDays * DAY_MS) * 1000]];
  if (rule.cameraId !== null) parts.push(['camera_id = ?', rule.cameraId]);
  if (rule.keepRated !== null) parts.push(['rating < ?', rule.keepRated]);
  if (rule.keepTagged) parts.push(['cardinality(tags) = 0']);
  if (rule.keepInSession) parts.push(['session_id is null']);
  return { sql: parts.map(([sql]) => sql).join(' and '), params: parts.flatMap(([, ...params]) => params) };
}

async function forgetExpired(em: SqlEntityManager, now: number): Promise<void> {
  const before = new Date(now - PLAN_LIFETIME_MS);
  await em.execute('delete from retention_plan_items where plan_id in (select id from retention_plans where created_at < ?)', [before]);
  await em.execute('delete from retention_plans where created_at < ?', [before]);
}

async function summarize(em: SqlEntityManager, id: string, rules: readonly RetentionRule[]): Promise<Summary> {
  const rows = await em.execute<{ rule: number; captures: string; bytes: string }[]>(
    'select rule, count(*) as captures, sum(size_bytes) as bytes from retention_plan_items where plan_id = ? group by rule',
    [id],
  );
  const byRule = rules.map(({ name }, index) => {
    const row = rows.find(({ rule }) => rule === index);
    return { name, captures: Number(row?.captures ?? 0), bytes: Number(row?.bytes ?? 0) };
  });
  const sum = (of: 'captures' | 'bytes'): number => byRule.reduce((total, rule) => total + rule[of], 0);
  return { captures: sum('captures'), bytes: sum('bytes'), byRule };
}

async function listed(em: SqlEntityManager, id: string, rules: readonly string[], from: number, limit: number): Promise<PlannedCapture[]> {
  const rows = await em.execute<ListedRow[]>(
    `select item.capture_id as id, coalesce(name, filename) as filename, camera_name, item.captured_at_us, item.size_bytes, item.rule
     from retention_plan_items as item left join captures on captures.id = item.capture_id
     where plan_id = ? order by item.captured_at_us, item.capture_id offset ? limit ?`,
    [id, from, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    filename: row.filename ?? '',
    cameraName: row.camera_name ?? '',
    capturedAt: new Date(Number(row.captured_at_us) / 1000).toISOString(),
    sizeBytes: Number(row.size_bytes),
    rule: rules[row.rule] ?? '',
  }));
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
