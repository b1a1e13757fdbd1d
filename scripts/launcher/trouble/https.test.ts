import { expect, it } from 'vitest';
import { httpsPageOf } from './https.ts';

const SETTINGS = { tls: undefined, tlsPort: undefined, dataDir: '/nowhere' };

it.each([
  ['the default port', {}, {}, 3443],
  ['another port', { tlsPort: 8443 }, {}, 8443],
  ['a port that no browser knows', { tlsPort: 0 }, {}, undefined],
  ['HTTPS that is off', { tls: 'off' as const }, {}, undefined],
  ['a proxy in front', {}, { TRUST_PROXY: '1' }, undefined],
  ['no proxy', {}, { TRUST_PROXY: '0' }, 3443],
  ['a proxy, and a certificate of its own', {}, { TRUST_PROXY: '1', TLS_CERT: '/a', TLS_KEY: '/b' }, 3443],
  ['a proxy, and HTTPS that is on', { tls: 'on' as const }, { TRUST_PROXY: 'loopback' }, 3443],
])('%s: the page is where the hub has HTTPS', (_name, settings, env, port) => {
  expect(httpsPageOf({ ...SETTINGS, ...settings }, env)?.port).toBe(port);
});

it('makes no certificate', async () => {
  for (const env of [{}, { TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' }])
    await expect(httpsPageOf(SETTINGS, env)?.credentials()).rejects.toMatchObject({ code: 'ENOENT' });
});
