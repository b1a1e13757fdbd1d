/** Passwords, tokens, API keys and link secrets appear neither in the log, at level trace, nor in the audit trail. */
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hubLogger } from '../../src/process/hub-logger.ts';
import { createKey } from '../setup/keys.ts';
import { enterByLink, post, createLinkTo } from '../sockets/guest-link.ts';
import { ADMIN, SECRETS, startHub, type TestHub } from '../setup/start-hub.ts';

const WRONG = {
  password: 'a wrong password',
  token: 'a-wrong-token',
  cameraToken: 'a-wrong-camera-token',
  key: `eyepiece_${'0'.repeat(32)}_${'A'.repeat(43)}`,
  link: 'c2VjcmV0IG9mIGEgbGluayB0aGF0IGlzIHdyb25n',
};

let hub: TestHub;
let log = '';
beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log += chunk.toString();
      done();
    },
  });
  hub = await startHub({ metricsToken: 'the-token-of-the-metrics' }, { logger: hubLogger('trace', sink) });
});
afterAll(() => hub.close());

it('contains no credentials', async () => {
  const secrets: string[] = [...Object.values(WRONG), ...Object.values(SECRETS), ADMIN.password, 'the-token-of-the-metrics'];
  const camera = await hub.connectCamera({ cameraId: 'stage' });
  const { token, password } = await hub.person('operator');
  secrets.push(token, password);

  expect((await hub.api('/auth/login', { method: 'POST', json: { email: ADMIN.email, password: WRONG.password } })).status).toBe(401);
  expect((await hub.api('/cameras', { token: WRONG.token })).status).toBe(401);
  expect((await hub.raw('/metrics', { authorization: 'Bearer the-token-of-the-metrics' })).status).toBe(200);
  expect((await hub.raw('/metrics', { authorization: `Bearer ${WRONG.token}` })).status).toBe(401);

  const { secret } = await createLinkTo({ hub, token }, { kind: 'live', cameraId: 'stage' });
  const guest = await enterByLink(hub, secret, 'Gil');
  secrets.push(secret, guest.access_token);
  expect((await hub.api('/auth/guest', { method: 'POST', json: { share: WRONG.link, name: 'Gil' } })).status).toBe(404);

  const { url } = await post<{ url: string }>(hub, token, '/cameras/stage/feed-url', {});
  const feedToken = new URL(url, hub.url).searchParams.get('token') ?? '';
  expect(feedToken).not.toBe('');
  secrets.push(feedToken);
  await camera.sendFrame();
  const controller = new AbortController();
  expect((await hub.api(`/cameras/stage/feed?token=${feedToken}`, { signal: controller.signal })).status).toBe(200);
  controller.abort();
  expect((await hub.api(`/cameras/stage/feed?token=${WRONG.token}`)).status).toBe(401);

  const { id: keyId, key } = await createKey(hub, token, { name: 'nightly', scopes: ['watch'] });
  secrets.push(key);
  expect((await hub.api('/cameras', { token: key })).status).toBe(200);
  expect((await hub.api('/cameras', { token: WRONG.key })).status).toBe(401);
  const addresses = [`/${key}?key=${key}`, `/cameras/${key}`, `/auth/login/${key}`].map((path) => hub.api(path, { token: key }));
  for (const refused of await Promise.all([hub.api(`/cameras/stage/feed?token=${key}`), ...addresses])) {
    expect([refused.ok, (await refused.text()).includes(key)]).toEqual([false, false]);
  }
  (await hub.client({ token: key })).disconnect();
  await expect(hub.client({ token: WRONG.key })).rejects.toThrow();
  expect((await hub.api(`/keys/${keyId}`, { method: 'DELETE', token })).status).toBe(204);
  expect((await hub.api('/cameras', { token: key })).status).toBe(401);

  (await hub.client({ token })).disconnect();
  await expect(hub.client({ token: WRONG.token })).rejects.toThrow();
  await expect(hub.camera({ cameraId: 'stranger', token: WRONG.cameraToken }).connect()).rejects.toThrow();

  // All lines are written by the time the next request is answered.
  await hub.api('/health');
  expect(log).toContain('/auth/login');
  const trail = JSON.stringify(await hub.audit());
  expect(trail).toContain('share');
  for (const written of secrets) {
    expect(log.includes(written), `the log holds ${written}`).toBe(false);
    expect(trail.includes(written), `the audit trail holds ${written}`).toBe(false);
  }
});
