import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { untilGone, useStart } from './start-bench.ts';

const bench = useStart();
const ADMIN = { email: 'ana@example.org', password: 'a long enough passphrase' };

describe.skipIf(process.platform === 'win32')('npm start -- --hubs 2', () => {
  let database: TemporaryDatabase;

  beforeAll(async () => {
    database = await createTemporaryDatabase();
  });
  afterAll(() => database.close());

  it('runs two hubs that are one workstation, with a Redis server of their own', async () => {
    const env = {
      DATABASE_URL: database.url,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      CAMERAS: 'simulated:left,simulated:right',
    };
    const one = bench.start(env, ['--hubs', '2']);
    const first = await one.url();
    const second = await one.waitForOutput(/Further hubs +(http:\S+)/);
    expect(second).not.toBe(first);
    const headers = { 'content-type': 'application/json' };
    const login = await fetch(`${first}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(ADMIN) });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const me = await fetch(`${second}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
    // The password of Redis is in no argument that other users of the machine can read.
    const redis = one.descendants().filter(({ command }) => /(redis|valkey)-server/.test(command));
    expect(redis).toHaveLength(1);
    expect(redis[0]?.command).not.toContain('requirepass');
    const pids = one.descendants().map(({ pid }) => pid);
    expect(await one.end('SIGTERM')).toBe(0);
    await untilGone(pids);
  });
});
