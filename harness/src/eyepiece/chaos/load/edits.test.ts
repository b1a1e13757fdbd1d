import { expect, it } from 'vitest';
import { Edits } from './edits.ts';

function history(): { edits: Edits; at: (ms: number) => void } {
  let now = 0;
  return { edits: new Edits(() => now), at: (ms) => void (now = ms) };
}

it('a capture without edits has no notes', () => {
  const { edits } = history();
  expect([edits.mayBe('a', undefined), edits.mayBe('a', 'x')]).toEqual([true, false]);
});

it('the last of two edits in order is the only one that may be found', () => {
  const { edits, at } = history();
  const first = edits.begin('a', 'first');
  at(1);
  first();
  at(2);
  const second = edits.begin('a', 'second');
  at(3);
  second();
  expect(['first', 'second', undefined].map((notes) => edits.mayBe('a', notes))).toEqual([false, true, false]);
  expect(edits.wanted('a')).toBe('"second"');
});

it('either of two edits at the same time may be found', () => {
  const { edits, at } = history();
  const both = [edits.begin('a', 'one'), edits.begin('a', 'other')];
  at(1);
  for (const done of both) done();
  expect(['one', 'other', undefined].map((notes) => edits.mayBe('a', notes))).toEqual([true, true, false]);
});

it('an edit without an answer may be found, also after later ones', () => {
  const { edits, at } = history();
  edits.begin('a', 'unanswered');
  expect([edits.mayBe('a', 'unanswered'), edits.mayBe('a', undefined)]).toEqual([true, true]);
  at(1);
  const later = edits.begin('a', 'later');
  at(2);
  later();
  expect(['unanswered', 'later', undefined].map((notes) => edits.mayBe('a', notes))).toEqual([true, true, false]);
});
