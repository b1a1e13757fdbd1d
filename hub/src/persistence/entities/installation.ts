import { p } from '@mikro-orm/core';
import { table } from './table.ts';

/** The id of this database: one row with id 1, written at the first start with a data folder. */
export const InstallationEntity = table('Installation', 'installation', {
  id: p.integer().primary().autoincrement(false).check('id = 1'),
  databaseId: p.uuid(),
});
