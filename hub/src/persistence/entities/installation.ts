import { defineEntity, p } from '@mikro-orm/core';

/** Which database this is: one row, with id 1, since a hub first opened it with a data folder. */
export const InstallationEntity = defineEntity({
  name: 'Installation',
  tableName: 'installation',
  properties: {
    id: p.integer().primary().autoincrement(false).check('id = 1'),
    databaseId: p.uuid(),
  },
});
