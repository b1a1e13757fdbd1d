import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents, Welcome } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import { Comparison, pairsOf } from './comparison.svelte.ts';

function rig() {
  const events = new Emitter<HubEvents>();
  const asked: string[] = [];
  let held: ((change: Partial<Capture>) => void)[] | null = null;
  const answers = {
    hold: () => void (held = []),
    release: (change: Partial<Capture>) => held?.forEach((answer) => answer(change)),
  };
  const getCapture = (id: string) => {
    asked.push(id);
    const waiting = held;
    if (waiting) return new Promise((resolve) => waiting.push((change) => resolve({ id, format: 'jpg', ...change })));
    if (id === 'gone') return Promise.reject(new HubError('capture_not_found', id));
    return Promise.resolve({ id, format: id === 'clip' ? 'mp4' : 'jpg' } as Capture);
  };
  const comparison = new Comparison({ events, getCapture } as unknown as HubClient, { handleError: asHubError } as unknown as Session);
  return { comparison, asked, events, answers, ids: () => comparison.captures.map(({ id }) => id).join('') };
}

it('lists all pairs, neighbours first', () => {
  expect(pairsOf(2)).toEqual([[0, 1]]);
  expect(pairsOf(4).map((pair) => pair.join(''))).toEqual(['01', '12', '23', '02', '13', '03']);
});

it('requests only missing captures, and keeps the requested order', async () => {
  const { comparison, asked, ids } = rig();
  await comparison.show(['a', 'b']);
  await comparison.show(['c', 'b', 'a']);
  expect([ids(), asked.join('')]).toEqual(['cba', 'abc']);
});

it('leaves out clips, and reports them and missing captures', async () => {
  const { comparison, ids } = rig();
  await comparison.show(['a', 'clip', 'b']);
  expect([ids(), comparison.error]).toEqual(['ab', 'Clips cannot be compared and are left out.']);
  await comparison.show(['a', 'gone']);
  expect(comparison.error).toBe('This capture does not exist or was deleted.');
});

it('cycles through the pairs, and accepts a chosen pair in either order', async () => {
  const { comparison } = rig();
  await comparison.show(['a', 'b', 'c']);
  expect(comparison.pair).toEqual([0, 1]);
  comparison.stepPair(-1);
  expect(comparison.pair).toEqual([0, 2]);
  comparison.choosePair([2, 1]);
  expect(comparison.pair).toEqual([1, 2]);
  for (let turn = 0; turn < 3; turn += 1) comparison.blink();
  expect(comparison.turn).toBe(0);
});

it("follows other users' changes of a capture", async () => {
  const { comparison, events } = rig();
  await comparison.show(['a', 'b']);
  events.emit('captureUpdated', { id: 'b', format: 'jpg', rating: 4 } as Capture);
  expect(comparison.captures[1]?.rating).toBe(4);
});

it('requests again after a reconnect, and ignores answers older than an update', async () => {
  const { comparison, asked, events, answers } = rig();
  await comparison.show(['a', 'b']);
  answers.hold();
  events.emit('welcome', {} as Welcome);
  expect(asked.join('')).toBe('abab');
  events.emit('captureUpdated', { id: 'b', format: 'jpg', rating: 4 } as Capture);
  answers.release({ rating: 2 });
  await expect.poll(() => comparison.captures[0]?.rating).toBe(2);
  expect(comparison.captures[1]?.rating).toBe(4);
});
