import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EarlyKeys } from './early-keys.ts';

beforeEach(() => {
  vi.useFakeTimers();
  cancel.mockClear();
});
afterEach(() => void vi.useRealTimers());

const page = new EventTarget();
const cancel = vi.fn<() => void>();

/** Presses a key; returns whether the page got it. */
function press(key: string, over: Partial<KeyboardEvent> = {}): boolean {
  const got = vi.fn<() => void>();
  page.addEventListener('keydown', got, { once: true });
  const event = new Event('keydown', { cancelable: true });
  const modifiers = { ctrlKey: false, metaKey: false, altKey: false, repeat: false, getModifierState: () => false };
  page.dispatchEvent(Object.assign(event, { key, ...modifiers, ...over }));
  page.removeEventListener('keydown', got);
  return got.mock.calls.length > 0;
}

it('keeps what is typed from the page, and gives it once', () => {
  const keys = new EarlyKeys(page, cancel);
  expect(['r', 'x', 'Backspace', 'ä', ' ', '1', 'Enter', 'ArrowDown', 'Dead'].map((key) => press(key))).not.toContain(true);
  expect([keys.end(), keys.end(), keys.cancelled]).toEqual(['rä 1', '', false]);
  expect(press('r')).toBe(true);
});

it('leaves modifiers, function keys and commands of the browser alone', () => {
  const keys = new EarlyKeys(page, cancel);
  expect([press('Shift'), press('F5'), press('c', { ctrlKey: true }), press('ArrowLeft', { altKey: true })]).not.toContain(false);
  expect(press('@', { ctrlKey: true, altKey: true, getModifierState: (name) => name === 'AltGraph' })).toBe(false);
  expect(keys.end()).toBe('@');
});

it.each([
  ['Escape', {}],
  ['k', { ctrlKey: true }],
  ['K', { metaKey: true }],
])('%s with %o cancels the palette', (key, over) => {
  const keys = new EarlyKeys(page, cancel);
  press('a');
  expect([press(key, over), keys.cancelled, keys.end(), press('r')]).toEqual([false, true, '', true]);
  expect(cancel).toHaveBeenCalledTimes(1);
});

it('a key of the palette that is held down does not cancel it', () => {
  const keys = new EarlyKeys(page, cancel);
  expect([press('k', { ctrlKey: true, repeat: true }), keys.cancelled]).toEqual([false, false]);
  keys.end();
});

it('a pointer cancels the palette', () => {
  const keys = new EarlyKeys(page, cancel);
  page.dispatchEvent(new Event('pointerdown'));
  expect([keys.cancelled, press('r')]).toEqual([true, true]);
});

it('keeps at most 200 characters, and for at most ten seconds', () => {
  const keys = new EarlyKeys(page, cancel);
  for (let at = 0; at < 1000; at += 1) press('a');
  vi.advanceTimersByTime(10_000);
  expect([press('r'), keys.cancelled, keys.end().length]).toEqual([true, false, 200]);
});
