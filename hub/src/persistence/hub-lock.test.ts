import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseLock, type Held } from './hub-lock.ts';

let database: TemporaryDatabase;

beforeAll(async () => {
  database = await createTemporaryDatabase();
});
afterAll(() => database.close());

const lock = (waitMs?: number): DatabaseLock =>
  new DatabaseLock({ url: database.url, key: 7, busy: 'Captures are being removed', ...(waitMs !== undefined && { waitMs }) });

it('lets one hub after the other work', async () => {
  let running = 0;
  const work = async ({ held }: Held): Promise<number> => {
    expect([held, (running += 1)]).toEqual([true, 1]);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    running -= 1;
    return 1;
  };
  expect(await Promise.all(Array.from({ length: 8 }, () => lock().run(work)))).toEqual(Array.from({ length: 8 }, () => 1));
});

it('refuses when others keep the lock, and takes it once it is free, also after a failure', async () => {
  const release = Promise.withResolvers<undefined>();
  const taken = Promise.withResolvers<undefined>();
  const other = lock().run(async () => {
    taken.resolve(undefined);
    await release.promise;
    throw new Error('half-way');
  });
  other.catch(() => undefined);
  await taken.promise;
  const refused = lock(50).run(() => Promise.resolve());
  await expect(refused).rejects.toMatchObject({
    code: 'store_unavailable',
    message: 'Captures are being removed, try again shortly',
    retryAfterSeconds: 5,
  });
  release.resolve(undefined);
  await expect(other).rejects.toThrow('half-way');
  await expect(lock().run(({ held }) => Promise.resolve(held))).resolves.toBe(true);
});

it('says during the work that the lock is lost with its connection', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await lock().run(async (state) => {
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'eyepiece lock' and datname = current_database()`);
      await expect.poll(() => state.held).toBe(false);
    });
  } finally {
    await client.end();
  }
});

it('says that the database is away', async () => {
  const away = new DatabaseLock({ url: 'postgresql://postgres@127.0.0.1:1/none', key: 7, busy: '' });
  await expect(away.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'database_unavailable' });
});
