/** What a hub knows about its database. */
import { randomUUID } from 'node:crypto';
import { InstallationEntity } from './entities/installation.ts';
import type { Database } from './orm/orm.ts';

/** The id of the database, which the first hub writes. */
export async function databaseId(database: Database): Promise<string> {
  await database.use((em) =>
    em.execute('insert into installation (id, database_id) values (1, ?) on conflict (id) do nothing', [randomUUID()]),
  );
  return (await database.use((em) => em.findOneOrFail(InstallationEntity, { id: 1 }))).databaseId;
}

/** PGlite serves one hub: it runs one statement at a time, in a folder that belongs to one Eyepiece. */
export async function isPglite(database: Database): Promise<boolean> {
  const [row] = await database.use((em) => em.execute<{ version: string }[]>('select version()'));
  return /PGlite|emscripten/.test(row?.version ?? '');
}
