import { expect, it } from 'vitest';
import { RuleBook } from '../rules/rule-book.ts';
import type { RuleInput } from '../rules/schema.ts';
import type { ConnectionIdentity } from '../rules/selection.ts';
import { Decisions } from './decisions.ts';
import type { Message } from './message.ts';

const FIRST: ConnectionIdentity = { kind: 'websocket', number: 1, path: '/' };

function text(payload: string, number: number): Message {
  return {
    direction: 'down',
    number,
    kind: 'text',
    parts: [{ kind: 'text', payload: Buffer.from(payload), frames: [] }],
    packet: undefined,
  };
}

type Selection = Omit<Extract<RuleInput, { fault: 'drop' }>, 'fault'>;

/** The ordinals of the messages that a rule drops. */
function dropped(rule: Selection, { seed = 1, messages = 60, connection = FIRST } = {}): number[] {
  const rules = new RuleBook(seed, [{ fault: 'drop', name: 'rule', ...rule }]);
  const decisions = new Decisions(rules, connection);
  const numbers = Array.from({ length: messages }, (_item, index) => index + 1);
  return numbers.filter((number) => decisions.decide(text('x', number)).sent.length === 0);
}

it.each<[Selection, number[]]>([
  [{ every: 20 }, [20, 40, 60]],
  [{ first: 2 }, [1, 2]],
  [{ skip: 58 }, [59, 60]],
  [{ skip: 10, first: 3 }, [11, 12, 13]],
  [{ skip: 1, first: 8, every: 4 }, [5, 9]],
  [{ share: 0 }, []],
  [{ connections: { numbers: [2] } }, []],
  [{ direction: 'up' }, []],
  [{ enabled: false }, []],
])('%j drops %j', (rule, expected) => {
  expect(dropped(rule)).toEqual(expected);
});

it('a share depends on the seed, the name, the connection and nothing else', () => {
  const share = { share: 0.3 };
  const hits = dropped(share);
  expect(hits.length).toBeGreaterThan(5);
  expect(hits.length).toBeLessThan(40);
  expect(dropped(share)).toEqual(hits);
  expect(dropped(share, { messages: 30 })).toEqual(hits.filter((number) => number <= 30));
  expect(dropped(share, { seed: 2 })).not.toEqual(hits);
  expect(dropped({ ...share, name: 'other' })).not.toEqual(hits);
  expect(dropped(share, { connection: { ...FIRST, number: 2 } })).not.toEqual(hits);
});

it('a share hits the same messages after the rule was off for a while', () => {
  const hits = dropped({ share: 0.3 });
  const rules = new RuleBook(1, [{ fault: 'drop', name: 'rule', share: 0.3, enabled: false }]);
  const decisions = new Decisions(rules, FIRST);
  const later: number[] = [];
  for (let number = 1; number <= 60; number += 1) {
    if (number === 30) rules.setEnabled('rule', true);
    if (decisions.decide(text('x', number)).sent.length === 0) later.push(number);
  }
  expect(later).toEqual(hits.filter((number) => number >= 30));
});

it('later rules see what earlier ones leave, and their effects add up', () => {
  const rules = new RuleBook(1, [
    { fault: 'delay', delay: '10ms' },
    { fault: 'duplicate' },
    { fault: 'truncate', keep: 1 },
    { fault: 'delay', delay: '5ms' },
    { fault: 'inject', place: 'before', message: { text: 'new' } },
  ]);
  const decision = new Decisions(rules, FIRST).decide(text('abc', 1));
  expect(decision.delayMs).toBe(15);
  expect(decision.sent.map((parts) => parts.map(({ payload }) => payload.toString()))).toEqual([['new'], ['a'], ['a']]);
  expect(decision.faults).toEqual(['rule-1', 'rule-2', 'rule-3', 'rule-4', 'rule-5']);
});
