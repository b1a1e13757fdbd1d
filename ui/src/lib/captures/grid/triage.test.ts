import { expect, it } from 'vitest';
import { triageOf } from './triage.ts';

const target = (within: string | null) =>
  ({ closest: (selector: string) => (within && selector.includes(within) ? {} : null) }) as unknown as EventTarget;
const press = (key: string, over: Partial<KeyboardEvent> = {}) =>
  triageOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, defaultPrevented: false, target: target(null), ...over });

it('rates with digits and clears with 0', () => {
  expect(['0', '3', '5'].map((key) => press(key))).toEqual([0, 3, 5].map((rating) => ({ action: 'rate', rating })));
  expect(press('6')).toBeNull();
});

it('maps its keys in both cases', () => {
  expect(['x', 'X', 'Delete', 'c', 't', 'd', 'Escape', 'Enter'].map((key) => press(key)?.action)).toEqual([
    'delete',
    'delete',
    'delete',
    'compare',
    'tag',
    'download',
    'clear',
    'open',
  ]);
  expect([press(' '), press(' ', { shiftKey: true })]).toEqual([
    { action: 'select', range: false },
    { action: 'select', range: true },
  ]);
});

it('handles Ctrl+A only, not other combinations', () => {
  expect(press('a', { ctrlKey: true })).toEqual({ action: 'select-all' });
  expect(press('a', { metaKey: true })).toEqual({ action: 'select-all' });
  expect([press('c', { ctrlKey: true }), press('d', { ctrlKey: true }), press('1', { altKey: true })]).toEqual([null, null, null]);
});

it('ignores keys while typing, in dialogs, and when already handled', () => {
  expect(press('x', { target: target('textarea') })).toBeNull();
  expect(press('a', { ctrlKey: true, target: target('input') })).toBeNull();
  expect(press('3', { target: target('[role=dialog]') })).toBeNull();
  expect(press('3', { defaultPrevented: true })).toBeNull();
});
