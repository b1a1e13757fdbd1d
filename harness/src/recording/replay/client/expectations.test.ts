import { expect, it } from 'vitest';
import { AnswerBook, AnswerSpace } from '../answer-book.ts';
import { Expectations } from './expectations.ts';

function expectations(): Expectations {
  return new Expectations({
    id: 'ws1',
    path: '/',
    pathname: '/',
    isSocketIo: false,
    events: new Set(),
    answers: new AnswerBook(new AnswerSpace()),
    open: undefined,
    admissions: new Map(),
  });
}

const text = (value: unknown) => [{ kind: 'text', payload: Buffer.from(JSON.stringify(value)) }];

it('compares at most 1000 names that a server invents, and says how many messages it leaves out', () => {
  const seen = expectations();
  seen.recorded('down', text({ type: 'hello' }));
  seen.came(text({ type: 'hello' }), undefined);
  for (let index = 0; index < 5000; index += 1) seen.came(text({ type: `invented-${index}` }), undefined);
  const lines = seen.differences();
  expect(lines).toHaveLength(1000);
  expect(lines[0]).toBe('ws1: "invented-0" came once and is not in the recording');
  expect(lines.at(-1)).toBe('ws1: after 1000 names, 4001 messages of further names came; they are not compared');
});

it('compares long messages by name alone', () => {
  const seen = expectations();
  seen.recorded('down', text('x'.repeat(100_000)));
  seen.came(text(Array.from({ length: 50_000 }, (_, index) => index)), undefined);
  expect(seen.differences()).toEqual([]);
});

it('finds fields with names of the prototype', () => {
  const seen = expectations();
  seen.recorded('down', text({ type: 'a', constructor: 'x' }));
  seen.came([{ kind: 'text', payload: Buffer.from('{"type":"a","__proto__":1}') }], undefined);
  expect(seen.differences()).toEqual(['ws1: "a": constructor is missing', 'ws1: "a": __proto__ is new']);
});
