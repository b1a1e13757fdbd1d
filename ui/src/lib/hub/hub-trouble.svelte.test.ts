import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubTrouble } from './hub-trouble.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = (body: unknown, headers: Record<string, string> = { 'eyepiece-trouble': 'disk_full' }) =>
  Promise.resolve(new Response(JSON.stringify(body), { status: 503, headers }));

it('tells what the launcher says, as long as it is asked', async () => {
  const answers = [() => answer({ what: 'The disk is full.' }), () => Promise.reject(new TypeError('refused')), () => answer({})];
  const fetch = vi.fn(() => (answers.shift() ?? (() => answer({ what: 'a page' }, {})))());
  vi.stubGlobal('fetch', fetch);
  const trouble = new HubTrouble();
  const seen: (string | null)[] = [];
  const stop = trouble.watch();
  for (let turn = 0; turn < 4; turn += 1) {
    await vi.advanceTimersByTimeAsync(turn === 0 ? 0 : 5000);
    seen.push(trouble.what);
  }
  expect(seen).toEqual(['The disk is full.', null, null, null]);
  stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fetch).toHaveBeenCalledTimes(4);
});

it('forgets an answer that comes after the end', async () => {
  const late = Promise.withResolvers<Response>();
  vi.stubGlobal('fetch', () => late.promise);
  const trouble = new HubTrouble();
  trouble.watch()();
  late.resolve(await answer({ what: 'The disk is full.' }));
  await vi.advanceTimersByTimeAsync(0);
  expect(trouble.what).toBeNull();
});
