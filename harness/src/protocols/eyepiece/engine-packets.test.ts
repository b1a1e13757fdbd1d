import { expect, it } from 'vitest';
import { cameraIds, flowOf, hubTimeUs, watchAnswer } from './answers.ts';
import { readPacket } from './engine-packets.ts';

it.each([
  '0',
  '0null',
  '0{"pingInterval":"x","pingTimeout":1}',
  '0{"pingInterval":1e300,"pingTimeout":1}',
  '0{"pingInterval":-1,"pingTimeout":1}',
  '42',
  '42null',
  '42[]',
  '42[1]',
  '43',
  '430',
  '44',
  '44null',
  `42${'['.repeat(100_000)}`,
])('does not take %s for a packet of a hub', (text) => {
  expect(() => readPacket(text)).toThrow(/^the server sends .+: is it a hub\?$/);
});

it('takes a refusal whose reasons are no texts', () => {
  expect(readPacket('44{"message":{"a":1},"data":[1]}')).toEqual({ type: 'refused', code: 'refused', message: 'no reason' });
});

it.each([null, 5, {}, { ok: true }, { ok: true, flow: { ackEvery: 0 }, camera: { clockOffsetUs: 0 } }, { ok: false, error: null }])(
  'does not take %j for the answer to watch',
  (answer) => {
    expect(() => watchAnswer(answer)).toThrow('the answer to watch does not come from a hub');
  },
);

it.each([null, {}, { hubTimeUs: 'x' }, []])('does not take %j for a time', (answer) => {
  expect(() => hubTimeUs(answer)).toThrow('the answer to time:sync does not come from a hub');
});

it.each([null, [], { cameras: null }, { cameras: {} }, { cameras: [null] }, { cameras: [{ id: 5 }] }])(
  'does not take %j for a list of cameras',
  (answer) => {
    expect(() => cameraIds(answer)).toThrow('the answer to the list of cameras does not come from a hub');
  },
);

it('ignores a flow that is none', () => {
  expect([null, 5, {}, { ackEvery: 'x' }].map(flowOf)).toEqual([undefined, undefined, undefined, undefined]);
});
