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
  for (const other of ['/eyepiece_/cameras', 'eyepiece_frames_received_total', 'eyepiece_session=1'])
    expect(withoutKeys(other)).toBe(other);
});

it.each([
  ['cut off', (text: string) => text.slice(0, -1)],
  ['cut off in its id', (text: string) => text.slice(0, 24)],
  ['with more behind it', (text: string) => `${text}-and-more`],
  ['in capitals', (text: string) => text.toUpperCase()],
  ['percent-encoded', (text: string) => text.replaceAll(/[_-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)],
  ['percent-encoded as a whole', (text: string) => text.replaceAll(/(?<=_.*)\w/g, (one) => `%${one.charCodeAt(0).toString(16)}`)],
])('hides a key that is %s', (_what, change) => {
  const text = change(newKey().text);
  const hidden = withoutKeys(`before ${text} after`);
  expect(hidden).toBe('before eyepiece_[redacted] after');
});
