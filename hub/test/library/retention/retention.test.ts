import { randomUUID } from 'node:crypto';
import type { Capture, CaptureMetadataInput, RetentionRule } from '@eyepiece/shared-types';
import { retentionRuleSchema } from '@eyepiece/shared-types';
import { beforeEach, describe, expect, it } from 'vitest';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { RetentionPlanItemEntity } from '../../../src/persistence/entities/library/retention.ts';
import { Housekeeping } from '../../../src/library/retention/housekeeping.ts';
import { PLAN_LIFETIME_MS, RetentionPlans, type PlannedCapture } from '../../../src/library/retention/plans.ts';
import { Retention } from '../../../src/library/retention/retention.ts';
import { StoredRules } from '../../../src/library/retention/rules.ts';
import { StorageUsage } from '../../../src/library/retention/use.ts';
import { logger, useCaptures } from '../captures/captures-bench.ts';
import { describeDatabases } from '../../persistence/databases.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const BY = { userId: randomUUID(), name: 'Ada' };

const rule = (changes: Partial<RetentionRule> = {}): RetentionRule =>
  retentionRuleSchema.parse({ name: 'old', olderThanDays: 30, ...changes });

describeDatabases('the storage of captures', (current) => {
  const bench = useCaptures(current);
  let rules: StoredRules;
  let retention: Retention;
  let now: number;

  beforeEach(async () => {
    const { database } = current();
    rules = await StoredRules.open(database);
    now = Date.now();
    retention = new Retention({ rules, plans: new RetentionPlans(database, () => now), trash: bench.service });
  });

  const add = (daysOld: number, changes: Partial<CaptureMetadataInput> = {}): Promise<Capture> =>
    bench.add({ capturedAtUs: (now - daysOld * DAY_MS) * 1000, ...changes });
  const isTrashed = async ({ id }: Capture): Promise<boolean> => (await bench.service.get(id)).deletedAt !== null;
  const whole = async (planId: string): Promise<PlannedCapture[]> => {
    const all: PlannedCapture[] = [];
    for await (const page of retention.list(planId)) all.push(...page);
    return all;
  };

  describe('retention', () => {
    it('lists captures that match the rules, oldest first, and changes nothing', async () => {
      const [older, old] = [await add(50), await add(40)];
      await add(10);
      const plan = await retention.plan([rule()]);
      expect(plan).toMatchObject({ captures: 2, bytes: 2 * bench.picture.length, byRule: [{ name: 'old', captures: 2 }] });
      expect(plan.sample.map(({ id }) => id)).toEqual([older.id, old.id]);
      expect(await whole(plan.id)).toEqual(plan.sample.map((capture) => ({ ...capture, rule: 'old' })));
      expect(await isTrashed(old)).toBe(false);
    });

    it('respects the exceptions of a rule', async () => {
      const [rated, tagged, inSession, otherCamera] = [
        await add(40),
        await add(40, { tags: ['keep'] }),
        await add(40, { sessionId: randomUUID() }),
        await add(40, { cameraId: 'other' }),
      ];
      const plain = await add(40);
      await bench.service.patch(rated.id, { rating: 3 });
      const ids = async (changes: Partial<RetentionRule>): Promise<string[]> =>
        (await retention.plan([rule({ cameraId: plain.cameraId, keepRated: 3, ...changes })])).sample.map(({ id }) => id).sort();
      expect(await ids({})).toEqual([plain.id]);
      expect(await ids({ keepRated: 4 })).toEqual([plain.id, rated.id].sort());
      expect(await ids({ keepTagged: false })).toEqual([plain.id, tagged.id].sort());
      expect(await ids({ keepInSession: false })).toEqual([plain.id, inSession.id].sort());
      expect(await ids({ cameraId: null })).toEqual([plain.id, otherCamera.id].sort());
      expect(await ids({ olderThanDays: 41 })).toEqual([]);
    });

    it('counts a capture for the first rule that matches', async () => {
      await add(40);
      await add(40, { cameraId: 'other' });
      const plan = await retention.plan([rule({ name: 'other', cameraId: 'other' }), rule({ name: 'all' })]);
      expect(plan.byRule).toEqual([
        { name: 'other', captures: 1, bytes: bench.picture.length },
        { name: 'all', captures: 1, bytes: bench.picture.length },
      ]);
      expect((await retention.plan([])).captures).toBe(0);
    });

    it('trashes the captures of the plan, except those changed since', async () => {
      const [goes, isRated, isRestored, isTrashedByHand] = [await add(40), await add(40), await add(40), await add(40)];
      const plan = await retention.plan([rule()]);
      const later = await add(40);
      await bench.service.patch(isRated.id, { rating: 1 });
      await bench.service.softDelete(isRestored.id);
      await bench.service.restore(isRestored.id);
      await bench.service.softDelete(isTrashedByHand.id);
      expect(await retention.apply(plan.id, BY)).toEqual({ captures: 1, bytes: bench.picture.length });
      expect(await Promise.all([goes, isRated, isRestored, isTrashedByHand, later].map(isTrashed))).toEqual([
        true,
        false,
        false,
        true,
        false,
      ]);
      expect((await bench.service.library.history(goes.id)).at(-1)).toMatchObject({ action: 'trashed', by: 'Ada' });
      await expect(retention.apply(plan.id, BY)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('lists and applies a plan of several pages', async () => {
      const first = await add(40);
      await current().database.use((em) =>
        em.execute(`insert into captures select (jsonb_populate_record(captures, jsonb_build_object('id', gen_random_uuid(), 'name', null))).*
          from captures, generate_series(1, 2100)`),
      );
      const plan = await retention.plan([rule()]);
      expect([plan.captures, plan.sample.length]).toEqual([2101, 200]);
      expect(new Set((await whole(plan.id)).map(({ id }) => id)).size).toBe(2101);
      expect(await retention.apply(plan.id, BY)).toMatchObject({ captures: 2101 });
      expect(await isTrashed(first)).toBe(true);
    });

    it('deletes a plan after an hour', async () => {
      const old = await add(40);
      const plan = await retention.plan([rule()]);
      now += PLAN_LIFETIME_MS + 1;
      await expect(retention.apply(plan.id, BY)).rejects.toMatchObject({ code: 'not_found', status: 404 });
      await expect(whole(plan.id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await isTrashed(old)).toBe(false);
      await retention.plan([]);
      expect(await current().database.use((em) => em.count(RetentionPlanItemEntity))).toBe(0);
    });
  });

  describe('housekeeping', () => {
    const recorded: [string, unknown][] = [];
    const housekeeping = (): Housekeeping => {
      recorded.length = 0;
      const record = (action: string, details: unknown): Promise<void> => {
        recorded.push([action, details]);
        return Promise.resolve();
      };
      const files = { tidy: () => Promise.resolve() };
      return new Housekeeping({
        database: current().database,
        captures: bench.service,
        files,
        rules,
        retention,
        logger,
        record,
        now: () => now,
      });
    };
    const trashed = async (daysAgo: number): Promise<Capture> => {
      const { id } = await bench.service.softDelete((await add(100)).id);
      const deletedAt = new Date(now - daysAgo * DAY_MS);
      await current().database.use((em) => em.nativeUpdate(CaptureEntity, { id }, { deletedAt }));
      return bench.service.get(id);
    };
    const exists = ({ id }: Capture): Promise<boolean> =>
      bench.service.get(id).then(
        () => true,
        () => false,
      );

    it('purges expired captures from the trash, and applies retention rules only if automatic', async () => {
      const [expired, recent, old] = [await trashed(31), await trashed(29), await add(400)];
      await rules.replace({ ...rules.current, retention: [rule()] });
      await housekeeping().run();
      expect(await Promise.all([expired, recent, old].map(exists))).toEqual([false, true, true]);
      expect(await isTrashed(old)).toBe(false);
      expect(recorded).toEqual([['trash.expired', { captures: 1, bytes: bench.picture.length }]]);

      await rules.replace({ ...rules.current, automatic: true, trashDays: 28 });
      await housekeeping().run();
      expect(await Promise.all([recent, old].map(exists))).toEqual([false, true]);
      expect(await isTrashed(old)).toBe(true);
      expect(recorded.map(([action]) => action)).toEqual(['storage.retained', 'trash.expired']);
      expect((await bench.service.library.history(old.id)).at(-1)).toMatchObject({ by: 'Retention rules' });
    });

    it('purges only the trash', async () => {
      const kept = await add(1);
      for (let count = 0; count < 3; count += 1) await trashed(0);
      expect(await housekeeping().purge()).toEqual({ captures: 3, bytes: 3 * bench.picture.length });
      expect(await exists(kept)).toBe(true);
    });

    it('stores its rules', async () => {
      const changed = await rules.replace({ trashDays: 7, quotaBytes: 1000, retention: [rule()], automatic: true });
      expect((await StoredRules.open(current().database)).current).toEqual(changed);
    });
  });

  it('is counted by camera, session, person and day, with the trash apart', async () => {
    const [sessionId, userId] = [randomUUID(), randomUUID()];
    await current().database.use((em) =>
      em.execute(
        `insert into users (id, email, name, role, password_hash, disabled, token_version, created_at)
        values (?, 'a@example.org', 'Ada', 'admin', '', false, 0, now())`,
        [userId],
      ),
    );
    await add(0, { cameraId: 'one', sessionId, user: { id: userId, name: 'Ada then' } });
    await add(1, { cameraId: 'one' });
    await add(40, { cameraId: 'two' });
    await bench.service.softDelete((await add(0, { cameraId: 'two' })).id);
    await rules.replace({ ...rules.current, quotaBytes: bench.picture.length * 5 });
    const use = await new StorageUsage({ database: current().database, rules, disk: bench.service }).now();
    const each = { captures: 1, bytes: bench.picture.length };
    expect(use).toMatchObject({ captures: 3, bytes: 3 * bench.picture.length, trash: each, quotaBytes: 5 * bench.picture.length });
    expect(use.freeBytes).toBe(bench.picture.length);
    expect(use.diskBytes).toBeGreaterThan(1e6);
    expect(use.diskFreeBytes).toBeGreaterThan(bench.picture.length);
    expect(use.reserveBytes).toBe(0);
    expect(use.byCamera).toEqual([
      { id: 'one', name: 'one', captures: 2, bytes: 2 * bench.picture.length },
      { id: 'two', name: 'two', ...each },
    ]);
    expect(use.byPerson).toEqual([
      { id: null, name: 'No user', captures: 2, bytes: 2 * bench.picture.length },
      { id: userId, name: 'Ada', ...each },
    ]);
    expect(use.bySession).toContainEqual({ id: sessionId, name: sessionId, ...each });
    expect(use.byDay).toHaveLength(30);
    expect(use.byDay.slice(-2)).toEqual([
      { day: new Date(now - DAY_MS).toISOString().slice(0, 10), ...each },
      { day: new Date(now).toISOString().slice(0, 10), ...each },
    ]);
  });
});
