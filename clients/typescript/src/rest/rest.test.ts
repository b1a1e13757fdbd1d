import { expect, it } from 'vitest';
import { openRest } from './rest.ts';

it('a key that never comes ends with the deadline or the signal of the request', async () => {
  const credentials = (): Promise<string> => new Promise(() => undefined);
  const rest = openRest({ address: 'http://127.0.0.1:1', credentials, timeoutMs: 20 });
  await expect(rest.empty('/cameras', {})).rejects.toMatchObject({ code: 'hub_timeout' });
  const reason = new Error('stopped');
  await expect(rest.empty('/cameras', { signal: AbortSignal.abort(reason), timeoutMs: 60_000 })).rejects.toBe(reason);
});
