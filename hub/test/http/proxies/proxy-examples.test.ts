import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';

/** A proxy must close idle connections before the hub does: it does not repeat a POST that meets a closing connection. */
it.each([
  ['nginx/eyepiece.conf', /keepalive_timeout (\d+)s;/],
  ['nginx/eyepiece-below-path.conf', /keepalive_timeout (\d+)s;/],
  ['nginx/eyepiece-cluster.conf', /keepalive_timeout (\d+)s;/],
  ['kubernetes/ingress.yaml', /upstream-keepalive-timeout: '(\d+)'/],
  ['caddy/Caddyfile', /\bkeepalive (\d+)s\n/],
  ['caddy/Caddyfile.below-path', /\bkeepalive (\d+)s\n/],
])('deploy/%s closes idle connections in half the time of the hub', async (file, directive) => {
  const text = await readFile(new URL(`../../../../deploy/${file}`, import.meta.url), 'utf8');
  const seconds = Number(directive.exec(text)?.[1]);
  expect(seconds * 1000).toBeLessThanOrEqual(DEFAULT_LIMITS.http.keepAliveMs / 2);
});
