import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { RetentionPlan, StorageRules } from '@eyepiece/shared-types';

/** What retention rules found at one moment. Carried out within an hour, or forgotten. */
export const RetentionPlanEntity = defineEntity({
  name: 'RetentionPlan',
  tableName: 'retention_plans',
  properties: {
    id: p.uuid().primary(),
    createdAt: p.datetime(3),
    /** What whoever asked was told, but for the sample. */
    summary: p.json<Omit<RetentionPlan, 'id' | 'sample'>>(),
  },
});

/** A capture that a plan lists, as it was then. */
export const RetentionPlanItemEntity = defineEntity({
  name: 'RetentionPlanItem',
  tableName: 'retention_plan_items',
  properties: {
    planId: p.uuid().primary(),
    captureId: p.uuid().primary(),
    /** Place of the rule among the rules, from 0. */
    rule: p.smallint(),
    /** Changes by people up to then: with more than these it is left alone. */
    edits: p.integer(),
    sizeBytes: p.bigint('number'),
    capturedAtUs: p.bigint('number'),
  },
});
export type RetentionPlanItemRow = InferEntity<typeof RetentionPlanItemEntity>;

/** What is kept, for how long and how much of it: one row, with id 1, once somebody has set rules. */
export const StorageRulesEntity = defineEntity({
  name: 'StorageRules',
  tableName: 'storage_rules',
  properties: {
    id: p.integer().primary().autoincrement(false).check('id = 1'),
    rules: p.json<StorageRules>(),
    updatedAt: p.datetime(3),
  },
});
