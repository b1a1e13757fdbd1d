import { defineEntity, p } from '@mikro-orm/core';
import type { StorageRules } from '@eyepiece/shared-types';

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
