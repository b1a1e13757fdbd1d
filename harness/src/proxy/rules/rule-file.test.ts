import { expect, it } from 'vitest';
import { readRuleFile } from './rule-file.ts';

it('reads rules', () => {
  const text = `seed: 7\nrules:\n  - { fault: latency, delay: 100ms, jitter: 20ms, direction: down }\n  - fault: cut\n    afterBytes: 1000\n`;
  expect(readRuleFile(text, 'faults.yaml')).toEqual({
    seed: 7,
    rules: [
      { fault: 'latency', delay: '100ms', jitter: '20ms', direction: 'down' },
      { fault: 'cut', afterBytes: 1000 },
    ],
  });
});

it.each([
  ['an unknown field', 'rules:\n  - fault: rate\n    rate: 1mbit\n    burst: 3\n', '4:5: rules[0].burst: this field is unknown'],
  ['an unknown field of the file', 'rules: []\nspeed: 3\n', '2:1: speed: this field is unknown'],
  ['a negative rate', 'rules:\n  - fault: rate\n    rate: -1mbit\n', '3:5: rules[0].rate: a rate is needed, as in 500kbit or 1mbit'],
  ['a rate of 0', 'rules:\n  - fault: rate\n    rate: 0mbit\n', '3:5: rules[0].rate: a rate from 100bit to 10gbit is needed'],
  ['a time without a unit', 'rules:\n  - fault: latency\n    delay: 100\n', '3:5: rules[0].delay: a time is needed, as in 100ms, 2s or 1m'],
  ['a missing field', 'rules:\n  - fault: rate\n', '2:5: rules[0].rate: a rate is needed, as in 500kbit or 1mbit'],
  ['an unknown fault', 'rules:\n  - fault: explode\n', /^faults\.yaml:2:5: rules\[0\]\.fault: a fault is needed, one of rate, latency, /],
  ['no fault', 'rules:\n  - direction: up\n', /^faults\.yaml:2:5: rules\[0\]\.fault: a fault is needed, one of rate, latency, /],
  ['a wrong direction', 'rules:\n  - fault: cut\n    direction: left\n', /^faults\.yaml:3:5: rules\[0\]\.direction: /],
  ['a share above 1', 'rules:\n  - fault: cut\n    connections:\n      share: 2\n', /^faults\.yaml:4:7: rules\[0\]\.connections\.share: /],
  [
    'two triggers',
    'rules:\n  - fault: cut\n    afterBytes: 1\n    after: 1s\n',
    '4:5: rules[0].after: afterBytes or after is possible, not both',
  ],
  [
    'a window that ends first',
    'rules:\n  - fault: cut\n    window: { from: 2s, until: 1s }\n',
    /^faults\.yaml:3:25: rules\[0\]\.window\.until: /,
  ],
  [
    'two rules of one name',
    'rules:\n  - { name: a, fault: cut }\n  - { name: a, fault: reset }\n',
    '3:7: rules[1].name: there are two rules named a',
  ],
  ['no rules', 'seed: 1\n', /^faults\.yaml:1:1: rules: /],
  ['an empty file', '', /^faults\.yaml:1:1: /],
  ['broken YAML', 'rules:\n  - fault: [\n', /^faults\.yaml:\d+:\d+: /],
])('names the place of %s', (_what, text, message) => {
  const expected = typeof message === 'string' ? `faults.yaml:${message}` : message;
  expect(() => readRuleFile(text, 'faults.yaml')).toThrow(expected);
  expect(() => readRuleFile(text, 'faults.yaml')).toThrow(/^.*$/);
});
