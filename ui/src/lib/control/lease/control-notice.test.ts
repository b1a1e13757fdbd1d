import type { ControlState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { controlNotice, controlWords } from './control-notice.ts';

const ANA = { userId: 'ana', name: 'Ana' };
const BEN = { userId: 'ben', name: 'Ben' };
type Person = typeof ANA | null;
type Change = NonNullable<ControlState['last']>['change'];

let atUs = 0;
function state(holder: Person, change: Change | null = null, over: { by?: Person; asked?: Person; reason?: string } = {}): ControlState {
  atUs += 1;
  return {
    cameraId: 'a',
    epoch: atUs,
    holder: holder && { ...holder, sinceUs: atUs, connected: true },
    request: over.asked ? { ...over.asked, askedAtUs: atUs } : null,
    last: change && { change, atUs, by: over.by ?? null, ...(over.reason === undefined ? {} : { reason: over.reason }) },
  };
}

it.each<[Change, ControlState, ControlState, string | null, string | null]>([
  ['claimed', state(null), state(ANA, 'claimed', { by: ANA }), 'You now have control.', null],
  ['granted', state(ANA), state(BEN, 'granted', { by: ANA }), 'You handed control to Ben.', 'Ana handed control to you.'],
  ['silence', state(ANA), state(BEN, 'silence'), 'You did not answer: Ben has control now.', 'Ana did not answer: you now have control.'],
  ['denied', state(ANA, null, { asked: BEN }), state(ANA, 'denied', { by: ANA }), null, 'Ana keeps control.'],
  ['released', state(ANA), state(null, 'released', { by: ANA }), 'You released control; no one has it now.', null],
  [
    'disconnected',
    state(ANA, null, { asked: BEN }),
    state(BEN, 'disconnected'),
    'You were not connected: control ended, Ben has it now.',
    'Ana is not connected: you now have control.',
  ],
  ['idle', state(ANA), state(null, 'idle'), 'Control ended after 5 min without activity; no one has it now.', null],
  ['taken', state(ANA), state(BEN, 'taken', { by: BEN, reason: 'alignment' }), 'Ben took control: alignment.', 'You now have control.'],
  ['withdrawn', state(ANA, null, { asked: BEN }), state(ANA, 'withdrawn', { by: BEN }), 'Ben no longer requests control.', null],
  [
    'released',
    state(ANA, null, { asked: BEN }),
    state(BEN, 'released', { reason: 'The role is now viewer' }),
    'You can no longer control the camera: The role is now viewer.',
    'Ana may no longer control cameras: you now have control.',
  ],
])('%s', (_, before, now, forAna, forBen) => {
  expect(controlNotice(before, now, 'ana')).toBe(forAna);
  expect(controlNotice(before, now, 'ben')).toBe(forBen);
  expect(controlNotice(before, now, 'cleo')).toBeNull();
});

it('returns null for the initial state, and for changes already reported', () => {
  const now = state(ANA, 'claimed', { by: ANA });
  expect(controlNotice(null, now, 'ana')).toBeNull();
  expect(controlNotice(now, now, 'ana')).toBeNull();
});

it('describes who has control', () => {
  expect(controlWords(state(null), 'ana')).toBe('No one controls the camera');
  expect(controlWords(state(ANA, null, { asked: BEN }), 'ana')).toBe('Ben requests control: it stays with you while a job runs');
  expect(controlWords(state(ANA, null, { asked: BEN }), 'cleo')).toBe('Ana controls the camera, Ben requests it');
  expect(controlWords(state(ANA), 'ben')).toBe('Ana controls the camera');
});
