/** The address of a client behind a proxy, and protection of sign-in and sign-out against other sites. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub({ trustProxy: 1 });
beforeAll(async () => {
  await hub.camera({ cameraId: 'cam' }).connect();
});

const CLIENT = '203.0.113.9';
/** The header of one proxy after a client sent a forged one. */
const forwarded = { 'x-forwarded-for': `198.51.100.1, ${CLIENT}` };

async function code(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

describe('the address of a client behind a proxy', () => {
  it('is in the audit trail', async () => {
    await hub.api('/auth/login', { method: 'POST', json: { email: 'nobody@example.org', password: 'wrong' }, headers: forwarded });
    expect((await hub.audit()).find(({ action }) => action === 'sign-in.refused')).toMatchObject({ address: CLIENT });
  });

  it('is used for sockets and their orders', async () => {
    const { access_token: token } = await hub.login();
    const client = await hub.client({ token }, { extraHeaders: forwarded });
    await client.timeout(60_000).emitWithAck('watch', { cameraId: 'cam' });
    await expect
      .poll(async () => {
        const { viewers } = (await (await hub.api('/viewers', { token })).json()) as { viewers: { address: string }[] };
        return viewers.map(({ address }) => address);
      })
      .toEqual([CLIENT]);
    client.disconnect();
  });

  it('cannot be forged to evade the login limit', async () => {
    const attempts = Array.from({ length: 30 }, (_, n) => n);
    const statuses: number[] = [];
    for (const n of attempts) {
      const headers = { 'x-forwarded-for': `198.51.100.${n}, 203.0.113.77` };
      const response = await hub.api('/auth/login', { method: 'POST', json: { email: 'ana@example.org', password: 'wrong' }, headers });
      statuses.push(response.status);
    }
    expect(statuses).toContain(429);
  });
});

describe('a page of another site', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  const login = { method: 'POST', json: ADMIN };
  const guest = { method: 'POST', json: { share: 'x'.repeat(43), name: 'Ana' } };
  const first = { method: 'POST', json: { link: 'x'.repeat(43), email: 'x@example.org', name: 'X', password: 'a password of nobody' } };

  it.each(foreign)('cannot sign people in or out with %o', async (headers) => {
    expect(await code(await hub.api('/auth/login', { ...login, headers }))).toEqual([403, 'bad_origin']);
    expect(await code(await hub.api('/auth/guest', { ...guest, headers }))).toEqual([403, 'bad_origin']);
    expect(await code(await hub.api('/setup', { ...first, headers }))).toEqual([403, 'bad_origin']);
    const logout = await hub.api('/auth/logout', { method: 'POST', headers });
    expect(logout.headers.getSetCookie()).toEqual([]);
    expect(await code(logout)).toEqual([403, 'bad_origin']);
  });

  it('is distinguished from pages of the hub, also behind a proxy, and from programs', async () => {
    const behindProxy = { origin: 'https://lab.example', 'x-forwarded-host': 'lab.example', 'x-forwarded-proto': 'https' };
    for (const headers of [{}, { origin: hub.url }, { 'sec-fetch-site': 'same-origin' }, behindProxy]) {
      const response = await hub.api('/auth/login', { ...login, headers });
      expect(response.status).toBe(200);
      expect((await hub.api('/auth/logout', { method: 'POST', headers })).status).toBe(204);
    }
  });
});
