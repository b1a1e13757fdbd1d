/** Changes of several captures lock their rows in one order, to avoid deadlocks between edits and removals. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { MIGRATED } from '../../../persistence/templates.ts';
import { openCaptures, type CaptureService } from '../../../../src/library/captures/service.ts';
import { openDatabase, type Database } from '../../../../src/persistence/orm/orm.ts';
import { logger } from '../captures-bench.ts';
import { useDataFolder } from '../folders.ts';
import { jpeg, metadataOf, streamOf } from '../images.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';

const SOON = { timeout: 60_000 };
const dataDir = useDataFolder();
let server: TemporaryDatabase;
let database: Database;
let captures: CaptureService;
let ids: { low: string; high: string };

beforeAll(async () => {
  server = await createTemporaryDatabase(MIGRATED);
  database = await openDatabase({ url: server.url, logger });
});
afterAll(async () => {
  await database.close();
  await server.close();
});
beforeEach(async () => {
  captures = await openCaptures({ database, logger, files: new FolderStore({ root: dataDir() }), maxBytes: 1e6, reserveBytes: 0 });
  const picture = await jpeg();
  ids = { low: `0${randomUUID().slice(1)}`, high: `f${randomUUID().slice(1)}` };
  // The higher id is inserted first: without an explicit order it would be locked first.
  for (const id of [ids.high, ids.low]) {
    const metadata = metadataOf(picture, { id });
    await captures.ingest(metadata, streamOf(picture), metadata.sha256);
    await captures.softDelete(id);
  }
  return () => captures.close();
});

/** How many connections wait for a lock. */
async function waiting(): Promise<number> {
  const query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const [row] = await database.use((em) => em.execute<{ count: string }[]>(query));
  return Number(row?.count);
}

const changes: [string, () => Promise<unknown>][] = [
  ['a bulk edit', () => captures.changeAll({ ids: [ids.high, ids.low], change: { kind: 'restore' } }, undefined, () => undefined)],
  ['a removal', () => captures.purge([ids.high, ids.low])],
];

it.each(changes)('%s that waits for the lower id has not locked the higher one', async (_what, change) => {
  const { low, high } = ids;
  const [locked, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const holder = database.transaction(async (em) => {
    await em.execute('select id from captures where id = ? for update', [low]);
    locked.resolve(undefined);
    await release.promise;
  });
  await locked.promise;
  const changed = change();
  try {
    await expect.poll(waiting, SOON).toBe(1);
    await database.transaction((em) => em.execute('select id from captures where id = ? for update nowait', [high]));
  } finally {
    release.resolve(undefined);
    await Promise.all([holder, changed]);
  }
});

it('an upload that waits for the removal of its capture does not bring it back', async () => {
  const picture = await jpeg();
  const metadata = metadataOf(picture, { id: ids.low });
  const [deleted, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const removal = database.transaction(async (em) => {
    await em.execute('delete from captures where id = ?', [ids.low]);
    await em.execute('insert into removed_captures values (?, ?, now())', [ids.low, metadata.sha256]);
    deleted.resolve(undefined);
    await release.promise;
  });
  await deleted.promise;
  // The hub has ordered it, so it does not look it up and inserts at once.
  const order = new AbortController();
  const ordered = captures.expect(ids.low, order.signal).catch(() => undefined);
  const uploaded = captures.ingest(metadata, streamOf(picture), metadata.sha256);
  try {
    await expect.poll(waiting, SOON).toBe(1);
  } finally {
    release.resolve(undefined);
    await removal;
  }
  expect(await uploaded).toEqual({ created: false, removed: true });
  order.abort();
  await ordered;
  await expect(captures.get(ids.low)).rejects.toMatchObject({ code: 'capture_not_found' });
});
