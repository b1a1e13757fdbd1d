import { ACK_INTERVAL_MS } from '@eyepiece/shared-types/wire/flow';
import { expect, it } from 'vitest';
import { AckPolicy } from './ack-policy.ts';

it('acknowledges every n-th frame with the newest number', () => {
  const policy = new AckPolicy();
  policy.setEvery(3);
  expect([10, 11, 12, 13, 14, 15].map((seq, index) => policy.drawn(seq, index * 10))).toEqual([null, null, 12, null, null, 15]);
});

it('counts skipped frames, because the hub has spent credit on them', () => {
  const policy = new AckPolicy();
  policy.setEvery(3);
  policy.skipped(0);
  policy.skipped(1);
  expect(policy.drawn(9, 2)).toBe(9);
});

it('never leaves a frame unacknowledged for more than the protocol allows', () => {
  const policy = new AckPolicy();
  policy.setEvery(8);
  expect(policy.drawn(1, 1000)).toBeNull();
  expect(policy.dueInMs(1100)).toBe(ACK_INTERVAL_MS - 100);
  expect(policy.due(999 + ACK_INTERVAL_MS)).toBeNull();
  expect(policy.due(1000 + ACK_INTERVAL_MS)).toBe(1);
  expect(policy.due(2000)).toBeNull();
  expect(policy.dueInMs(2000)).toBeNull();
});

it('acknowledges each frame when configured, and treats invalid values as 1', () => {
  const policy = new AckPolicy();
  policy.setEvery(0);
  expect([policy.drawn(1, 0), policy.drawn(2, 1)]).toEqual([1, 2]);
});

it('drops the old stream on reset', () => {
  const policy = new AckPolicy();
  policy.setEvery(8);
  policy.drawn(99, 0);
  policy.reset();
  expect(policy.due(10_000)).toBeNull();
});
