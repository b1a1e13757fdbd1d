import { expect, it } from 'vitest';
import { pressedKey } from './pressed-key.ts';

/** The part of an element that shortcuts use: `closest` matches by a part of the selector. */
function target(...matching: string[]): EventTarget {
  return {
    closest: (selector: string) => (matching.some((word) => selector.split(', ').includes(word)) ? {} : null),
  } as unknown as EventTarget;
}
const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, defaultPrevented: false };
const press = (key: string, over: Partial<KeyboardEvent> = {}): string | null => pressedKey({ key, ...NONE, target: target(), ...over });

it('names letters in both cases, and other keys', () => {
  expect(['c', 'C', ' ', '?', 'Escape', 'ArrowLeft'].map((key) => press(key))).toEqual(['c', 'c', ' ', '?', 'escape', 'arrowleft']);
});

it('is null while typing, in menus and dialogs, with modifiers, and when the key was handled', () => {
  for (const selector of ['textarea', 'select', '[role=dialog]', '[role=menu]', '[role=listbox]'])
    expect(press('c', { target: target(selector) })).toBeNull();
  expect(press('c', { ctrlKey: true })).toBeNull();
  expect(press('c', { altKey: true })).toBeNull();
  expect(press('c', { defaultPrevented: true })).toBeNull();
});

it('leaves Space to buttons and arrows to sliders, but not letters', () => {
  expect([press(' ', { target: target('button') }), press('c', { target: target('button') })]).toEqual([null, 'c']);
  expect([press('ArrowLeft', { target: target('[role=slider]') }), press('f', { target: target('[role=slider]') })]).toEqual([null, 'f']);
});

it('opens the palette with Ctrl or Cmd, also while typing, but not over a modal dialog', () => {
  expect([press('k', { ctrlKey: true }), press('K', { metaKey: true })]).toEqual(['mod+k', 'mod+k']);
  expect(press('k', { ctrlKey: true, target: target('textarea') })).toBe('mod+k');
  expect(press('k', { ctrlKey: true, shiftKey: true })).toBeNull();
  expect(press('k', { ctrlKey: true, target: target('[aria-modal=true]') })).toBeNull();
});
