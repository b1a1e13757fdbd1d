/** A sign-in that lasts longer than a timer of Node can wait: 2³¹ ms are 24.8 days. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { useHub } from '../setup/use-hub.ts';

const DAY_SECONDS = 24 * 3600;

const hub = useHub({ sessionSeconds: 30 * DAY_SECONDS });

it('does not end its socket at once', async () => {
  const { access_token: token, expires_in } = await hub.login();
  expect(expires_in).toBe(30 * DAY_SECONDS);
  const expired: unknown[] = [];
  const client = await hub.client({ token }, {}, (early) => early.on('session:expired', ({ code }) => expired.push(code)));
  // A timer that overflows fires after 1 ms.
  await delay(100);
  expect(await client.emitWithAck('time:sync', {})).toHaveProperty('hubTimeUs');
  expect([client.connected, expired]).toEqual([true, []]);
  client.disconnect();
});
