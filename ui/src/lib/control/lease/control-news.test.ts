import type { ControlState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { controlNews, controlWords } from './control-news.ts';

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
  ['released', state(ANA), state(null, 'released', { by: ANA }), 'You gave control back; nobody has it now.', null],
  [
    'disconnected',
    state(ANA, null, { asked: BEN }),
    state(BEN, 'disconnected'),
    'You were not connected: control ended, Ben has it now.',
    'Ana is not connected: you now have control.',
  ],
  ['idle', state(ANA), state(null, 'idle'), 'Control ended after 5 min without activity; nobody has it now.', null],
  ['taken', state(ANA), state(BEN, 'taken', { by: BEN, reason: 'alignment' }), 'Ben took control: alignment.', 'You now have control.'],
  ['withdrawn', state(ANA, null, { asked: BEN }), state(ANA, 'withdrawn', { by: BEN }), 'Ben does not ask for control any more.', null],
  [
    'released',
    state(ANA, null, { asked: BEN }),
    state(BEN, 'released', { reason: 'The role is now viewer' }),
    'You cannot control the camera any more: The role is now viewer.',
    'Ana may not control cameras any more: you now have control.',
  ],
])('%s', (_, before, now, forAna, forBen) => {
  expect(controlNews(before, now, 'ana')).toBe(forAna);
  expect(controlNews(before, now, 'ben')).toBe(forBen);
  expect(controlNews(before, now, 'cleo')).toBeNull();
});

it('says nothing of what was so before the page knew, or has been told', () => {
  const now = state(ANA, 'claimed', { by: ANA });
  expect(controlNews(null, now, 'ana')).toBeNull();
  expect(controlNews(now, now, 'ana')).toBeNull();
});

it('says who controls', () => {
  expect(controlWords(state(null), 'ana')).toBe('Nobody controls the camera');
  expect(controlWords(state(ANA, null, { asked: BEN }), 'ana')).toBe('Ben asks for control: it stays with you while a job runs');
  expect(controlWords(state(ANA, null, { asked: BEN }), 'cleo')).toBe('Ana controls the camera, Ben asks for it');
  expect(controlWords(state(ANA), 'ben')).toBe('Ana controls the camera');
});
