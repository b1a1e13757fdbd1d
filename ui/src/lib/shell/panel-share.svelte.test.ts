import { afterEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../browser/fake-storage.ts';
import { PanelShare, SHARE_LIMITS } from './panel-share.svelte.ts';

function useStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', fakeStorage(kept));
  return kept;
}
afterEach(() => void vi.unstubAllGlobals());

it('keeps the share within its limits, for the next visit too', () => {
  useStorage();
  const share = new PanelShare('person.ana.dock');
  expect(share.value).toBe(SHARE_LIMITS.usual);
  share.set(0.2);
  expect(new PanelShare('person.ana.dock').value).toBe(0.2);
  expect(new PanelShare('person.ben.dock').value).toBe(SHARE_LIMITS.usual);
  share.set(0.9);
  expect(share.value).toBe(1 / 3);
  share.set(-1);
  expect(share.value).toBe(SHARE_LIMITS.min);
  share.set(Number.NaN);
  expect(share.value).toBe(SHARE_LIMITS.min);
  share.reset();
  expect(new PanelShare('person.ana.dock').value).toBe(SHARE_LIMITS.usual);
});

it.each(['', 'abc', 'Infinity', '77'])('starts with a usable share when "%s" is stored', (stored) => {
  useStorage().set('eyepiece.dock', stored);
  const { value } = new PanelShare('dock');
  expect(value).toBeGreaterThanOrEqual(SHARE_LIMITS.min);
  expect(value).toBeLessThanOrEqual(SHARE_LIMITS.max);
});
