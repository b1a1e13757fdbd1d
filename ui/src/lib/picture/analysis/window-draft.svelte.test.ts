import type { DisplayWindow } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FULL_WINDOW, withWhite } from './display-window.ts';
import { WindowDraft } from './window-draft.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeDraft(send: (window: DisplayWindow) => Promise<unknown>): { draft: WindowDraft; sent: number[] } {
  const sent: number[] = [];
  let actual = FULL_WINDOW;
  const draft = new WindowDraft({
    actual: () => actual,
    send: async (window) => {
      sent.push(window.white);
      await send(window);
      actual = window;
    },
    explain: (error) => String(error),
  });
  return { draft, sent };
}

it('shows each move at once, and sends the first and the last of many', async () => {
  const { draft, sent } = makeDraft(() => Promise.resolve());
  for (const white of [0.9, 0.8, 0.7, 0.6]) draft.change(withWhite(FULL_WINDOW, white));
  expect(draft.shown.white).toBe(0.6);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([0.9, 0.6]);
  expect(draft.shown.white).toBe(0.6);
});

it('reverts and shows the reason when it is refused', async () => {
  const { draft } = makeDraft(() => Promise.reject(new Error('locked')));
  draft.change(withWhite(FULL_WINDOW, 0.5));
  await vi.advanceTimersByTimeAsync(1000);
  expect(draft.shown).toEqual(FULL_WINDOW);
  expect(draft.error).toBe('Error: locked');
});
