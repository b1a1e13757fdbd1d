/** A database that accepts queries and does not answer, as during a backup of PGlite or on a swapping host. */
import type { ErrorBody } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { MIGRATED } from '../persistence/templates.ts';
import { startDatabaseProxy, type DatabaseProxy } from '../persistence/database-proxy.ts';
import { ADMIN, startHub, type TestHub } from '../setup/start-hub.ts';

/** The hub aborts a query after 30 s, so an answer within this time did not wait for one. */
const DEADLINE_MS = 20_000;

let database: TemporaryDatabase;
let proxy: DatabaseProxy;
let hub: TestHub;

beforeAll(async () => {
  database = await createTemporaryDatabase(MIGRATED);
  proxy = await startDatabaseProxy(database.url);
  hub = await startHub({ databaseUrl: proxy.url });
});
afterAll(async () => {
  proxy.resume();
  await hub.close();
  await proxy.close();
  await database.close();
});

it('does not delay orders, refuses sign-ins in time, and is used again once it answers', async () => {
  await hub.connectCamera({ cameraId: 'cam' });
  const { token } = await hub.person('operator');
  const client = await hub.client({ token });
  const set = (gain: number) => client.timeout(DEADLINE_MS).emitWithAck('settings:update', { cameraId: 'cam', settings: { gain } });
  expect(await set(1)).toMatchObject({ ok: true });

  const unavailable = new Promise<void>((resolve) => {
    client.on('hub:health', ({ database }) => {
      if (database === 'unavailable') resolve();
    });
  });
  proxy.pause();
  await unavailable;
  for (const gain of [2, 3, 4]) expect(await set(gain)).toMatchObject({ ok: true, settings: { gain } });
  const control = (await client.timeout(DEADLINE_MS).emitWithAck('control:release', { cameraId: 'cam' })) as { ok: boolean };
  expect(control.ok).toBe(true);
  const put = { method: 'PUT', token, json: { gain: 5 }, signal: AbortSignal.timeout(DEADLINE_MS) };
  expect((await hub.api('/cameras/cam/settings', put)).status).toBe(200);
  const refused = await hub.api('/auth/login', { method: 'POST', json: ADMIN, signal: AbortSignal.timeout(DEADLINE_MS) });
  expect([refused.status, ((await refused.json()) as ErrorBody).code]).toEqual([503, 'database_unavailable']);
  const ready = await Promise.all(Array.from({ length: 20 }, () => hub.api('/ready', { signal: AbortSignal.timeout(DEADLINE_MS) })));
  expect(new Set(ready.map(({ status }) => status))).toEqual(new Set([503]));

  proxy.resume();
  await expect.poll(async () => (await hub.api('/ready')).status).toBe(200);
  expect((await hub.login()).user.email).toBe(ADMIN.email);
  client.disconnect();
}, 300_000);
