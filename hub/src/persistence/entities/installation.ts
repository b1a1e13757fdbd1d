import { defineEntity, p } from '@mikro-orm/core';

/** The id of this database: one row with id 1, written at the first start with a data folder. */
export const InstallationEntity = defineEntity({
  name: 'Installation',
  tableName: 'installation',
  properties: {
    id: p.integer().primary().autoincrement(false).check('id = 1'),
    databaseId: p.uuid(),
  },
});
