import { p, type InferEntity } from '@mikro-orm/core';
import type { RetentionPlan, StorageRules } from '@eyepiece/shared-types';
import { table } from '../table.ts';

/** The result of a retention dry run. It can be applied within an hour. */
export const RetentionPlanEntity = table('RetentionPlan', 'retention_plans', {
  id: p.uuid().primary(),
  createdAt: p.datetime(3),
  /** The plan as returned to the client, without the sample. */
  summary: p.json<Omit<RetentionPlan, 'id' | 'sample'>>(),
});

/** A capture listed in a plan, as it was at planning time. */
export const RetentionPlanItemEntity = table('RetentionPlanItem', 'retention_plan_items', {
  planId: p.uuid().primary(),
  captureId: p.uuid().primary(),
  /** Index of the rule, from 0. */
  rule: p.smallint(),
  /** Number of edits at planning time. Captures edited since are skipped. */
  edits: p.integer(),
  sizeBytes: p.bigint('number'),
  capturedAtUs: p.bigint('number'),
});
export type RetentionPlanItemRow = InferEntity<typeof RetentionPlanItemEntity>;

/** Storage rules: one row with id 1, once rules have been set. */
export const StorageRulesEntity = table('StorageRules', 'storage_rules', {
  id: p.integer().primary().autoincrement(false).check('id = 1'),
  rules: p.json<StorageRules>(),
  updatedAt: p.datetime(3),
});
