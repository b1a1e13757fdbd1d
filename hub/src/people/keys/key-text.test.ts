import { expect, it } from 'vitest';
import { KEY_FORM, withoutKeys } from '@eyepiece/shared-types';
import { isKeyText, keyIdOf, matchesKey, newKey } from './key-text.ts';

it('makes keys that contain their id, and match only their own digest', () => {
  const [key, other] = [newKey(), newKey()];
  expect(key.text).toMatch(KEY_FORM);
  expect([isKeyText(key.text), keyIdOf(key.text)]).toEqual([true, key.id]);
  expect(key.secretHash).toMatch(/^[0-9a-f]{64}$/);
  expect([matchesKey(key.text, key.secretHash), matchesKey(other.text, key.secretHash)]).toEqual([true, false]);
  expect([matchesKey(key.text, ''), matchesKey(key.text, 'no digest')]).toEqual([false, false]);
});

it.each([
  ['another mark', (text: string) => text.replace('eyepiece_', 'eyepiece-')],
  ['a short id', (text: string) => text.replace(/_[0-9a-f]/, '_')],
  ['capitals in the id', (text: string) => text.replace(/_[0-9a-f]{32}/, `_${'A'.repeat(32)}`)],
  ['a short secret', (text: string) => text.slice(0, -1)],
  ['a long secret', (text: string) => `${text}A`],
  ['a line break', (text: string) => `${text}\n`],
])('finds no id in a text with %s', (_what, change) => {
  expect(keyIdOf(change(newKey().text))).toBeUndefined();
});

it('hides keys in texts, wherever they are', () => {
  const { text } = newKey();
  expect(withoutKeys(`/a/${text}?b=${text}`)).toBe('/a/eyepiece_[redacted]?b=eyepiece_[redacted]');
  expect(withoutKeys('/eyepiece_/cameras')).toBe('/eyepiece_/cameras');
});
