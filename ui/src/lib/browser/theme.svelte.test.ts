import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from './fake-storage.ts';
import { Theme } from './theme.svelte.ts';

const kept = new Map<string, string>();
let system: EventTarget & { matches: boolean };
let page: EventTarget;

beforeEach(() => {
  kept.clear();
  system = Object.assign(new EventTarget(), { matches: false });
  page = new EventTarget();
  vi.stubGlobal('matchMedia', () => system);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('localStorage', fakeStorage(kept));
});

function rig() {
  const bar = { content: '', setAttribute: (_: string, value: string) => void (bar.content = value) };
  const root = { dataset: {} as Record<string, string>, ownerDocument: { querySelector: () => bar } };
  return { root, bar, theme: new Theme(root as unknown as HTMLElement) };
}

it('follows the system until a theme is chosen, and again afterwards', () => {
  const { root, bar, theme } = rig();
  expect(root.dataset['theme']).toBe('dark');
  system.matches = true;
  system.dispatchEvent(new Event('change'));
  expect([root.dataset['theme'], bar.content]).toEqual(['light', '#ffffff']);
  theme.choose('dark');
  expect([root.dataset['theme'], kept.get('eyepiece.theme')]).toEqual(['dark', 'dark']);
  system.dispatchEvent(new Event('change'));
  expect(root.dataset['theme']).toBe('dark');
  theme.choose('system');
  expect([root.dataset['theme'], kept.size]).toEqual(['light', 0]);
});

it('follows another tab of the browser until it is closed', () => {
  const { root, theme } = rig();
  kept.set('eyepiece.theme', 'light');
  page.dispatchEvent(new Event('storage'));
  expect([root.dataset['theme'], theme.choice]).toEqual(['light', 'light']);
  theme.close();
  kept.set('eyepiece.theme', 'dark');
  page.dispatchEvent(new Event('storage'));
  expect(root.dataset['theme']).toBe('light');
});

it.each([
  [null, false, 'dark'],
  [null, true, 'light'],
  ['light', false, 'light'],
  ['dark', true, 'dark'],
  ['nonsense', true, 'light'],
])('sets the same theme before the first paint: kept %j, system is light: %j', (choice, light, shown) => {
  if (choice !== null) kept.set('eyepiece.theme', choice);
  system.matches = light;
  const dataset: Record<string, string> = {};
  const script = readFileSync(new URL('../../../public/theme.js', import.meta.url), 'utf8');
  const globals = { localStorage, matchMedia: () => system, document: { documentElement: { dataset } } };
  runInNewContext(script, globals);
  expect([dataset['theme'], rig().root.dataset['theme']]).toEqual([shown, shown]);
});

it('sets a theme while storage is blocked', () => {
  const dataset: Record<string, string> = {};
  const script = readFileSync(new URL('../../../public/theme.js', import.meta.url), 'utf8');
  runInNewContext(script, { matchMedia: () => system, document: { documentElement: { dataset } } });
  expect(dataset['theme']).toBe('dark');
});
