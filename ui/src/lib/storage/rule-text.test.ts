import { storageRulesSchema } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { newRule, parseQuota, quotaText, ruleFaults, ruleText } from './rule-text.ts';

const rule = { ...newRule(1), olderThanDays: 90, keepRated: null, keepTagged: false, keepInSession: false };

it.each([
  [rule, 'Captures older than 90 days.'],
  [{ ...rule, cameraId: 'b', olderThanDays: 1 }, 'Captures of Bench b older than 1 day.'],
  [{ ...rule, keepTagged: true }, 'Captures older than 90 days, except with tags.'],
  [
    { ...rule, keepRated: 3, keepTagged: true, keepInSession: true },
    'Captures older than 90 days, except with 3 stars or more, tags or a session.',
  ],
])('says %j', (one, text) => expect(ruleText(one, (id) => `Bench ${id}`)).toBe(text));

it.each([
  ['', null],
  ['500', 500e9],
  ['0,5', 0.5e9],
  ['0', undefined],
  ['much', undefined],
])('reads a quota of %j', (text, bytes) => expect(parseQuota(text)).toBe(bytes));

it('writes a quota as it is read', () => expect([quotaText(null), quotaText(1.5e9)]).toEqual(['', '1.5']));

it('accepts a new rule, and reports errors in others', () => {
  const rules = storageRulesSchema.parse({ retention: [newRule(1)] });
  expect(ruleFaults(rules).size).toBe(0);
  const bad = { ...rules, trashDays: NaN, retention: [rule, { ...rule, olderThanDays: 0 }, { ...rule, name: ' ' }] };
  expect([...ruleFaults(bad).keys()].sort()).toEqual(['retention.1.name', 'retention.1.olderThanDays', 'retention.2.name', 'trashDays']);
});
