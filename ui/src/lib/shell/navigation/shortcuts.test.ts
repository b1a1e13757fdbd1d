import { expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

/** The part of an element that shortcuts use: `closest` matches by a part of the selector. */
function target(...matching: string[]): EventTarget {
  return {
    closest: (selector: string) => (matching.some((word) => selector.split(', ').includes(word)) ? {} : null),
  } as unknown as EventTarget;
}
const press = (key: string, over: Partial<KeyboardEvent> = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, defaultPrevented: false, target: target(), ...over });

it('maps its keys in both cases', () => {
  expect([' ', 'c', 'C', 'r', 'f', '1', 'G', 'h', 'M', 'o', 'a', 'P', 't', '?', 'x', 'Enter'].map((key) => press(key))).toEqual([
    'freeze',
    'capture',
    'capture',
    'record',
    'fit',
    'one-to-one',
    'guides',
    'histogram',
    'measure',
    'over-exposure',
    'annotate',
    'point',
    'control',
    'help',
    null,
    null,
  ]);
});

it('ignores keys while typing, in dialogs, with modifiers and on repeat', () => {
  expect(press('c', { target: target('textarea') })).toBeNull();
  expect(press('c', { target: target('[role=dialog]') })).toBeNull();
  expect(press('c', { ctrlKey: true })).toBeNull();
  expect(press('c', { repeat: true })).toBeNull();
});

it('ignores Space on a focused button, but not C', () => {
  expect(press(' ', { target: target('button') })).toBeNull();
  expect(press('c', { target: target('button') })).toBe('capture');
});
