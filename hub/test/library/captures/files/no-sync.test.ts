/** No file is synced inside a transaction: locks would be held while the disk writes. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { open } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startPostgres } from '@eyepiece/host/database/postgres';
import { openCaptures, type CaptureService } from '../../../../src/library/captures/service.ts';
import { openDatabase, type Database } from '../../../../src/persistence/orm/orm.ts';
import { addCapture, logger } from '../captures-bench.ts';
import { useDataFolder } from '../folders.ts';
import { jpeg } from '../images.ts';
import { npy } from '../masters.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';

const dataDir = useDataFolder();
let server: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let captures: CaptureService;
let picture: Buffer;
/** The call stacks of syncs, by whether the same request had an open transaction. */
let syncs: { inside: string[]; outside: number };

beforeAll(async () => {
  server = await startPostgres();
  database = await openDatabase({ url: server.url, logger });
  picture = await jpeg();
});
afterAll(async () => {
  await database.close();
  await server.close();
});
beforeEach(async () => {
  const inTransaction = new AsyncLocalStorage<true>();
  const transaction = database.transaction.bind(database);
  vi.spyOn(database, 'transaction').mockImplementation((work) => transaction((em) => inTransaction.run(true, () => work(em))));
  const handle = await open(import.meta.filename);
  const files = Object.getPrototypeOf(handle) as { sync(): Promise<void>; datasync(): Promise<void> };
  await handle.close();
  syncs = { inside: [], outside: 0 };
  for (const name of ['sync', 'datasync'] as const) {
    const original = files[name];
    vi.spyOn(files, name).mockImplementation(function (this: unknown) {
      if (inTransaction.getStore()) syncs.inside.push(new Error('synced inside a transaction').stack ?? '');
      else syncs.outside += 1;
      return original.call(this);
    });
  }
  captures = await openCaptures({ database, logger, files: new FolderStore({ root: dataDir() }), maxBytes: 1e6, reserveBytes: 0 });
});
afterEach(async () => {
  await captures.close();
  vi.restoreAllMocks();
});

async function add(bytes = picture, changes = {}): Promise<string> {
  return (await addCapture(captures, bytes, changes)).id;
}
const bulk = async (change: { kind: 'rate'; rating: number } | { kind: 'trash' }): Promise<unknown> =>
  captures.changeAll({ ids: [await add(), await add()], change }, undefined, () => undefined);
const preview = async (): Promise<unknown> =>
  captures.takePreview(await add(npy([48, 64]), { format: 'raw', filename: 'raw_0001.npy' }), await jpeg());

const works: [string, () => Promise<unknown>][] = [
  ['an upload', () => add()],
  ['a preview', preview],
  ['an edit', async () => captures.patch(await add(), { label: 'new' })],
  ['moving to the trash and back', async () => captures.restore((await captures.softDelete(await add())).id)],
  ['a bulk edit', () => bulk({ kind: 'rate', rating: 3 })],
  ['a bulk move to the trash', () => bulk({ kind: 'trash' })],
  ['a removal', async () => captures.purge([(await captures.softDelete(await add())).id])],
];

it.each(works)('%s', async (_what, work) => {
  await work();
  await captures.repairSidecars();
  expect(syncs.outside).toBeGreaterThan(0);
  expect(syncs.inside).toEqual([]);
});
