import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../browser/fake-storage.ts';
import { DisplayChoice } from './display-choice.svelte.ts';
import { LUT_NAMES, PLAIN, type DisplaySettings } from './display/display-settings.ts';
import { displayWords } from './display/display-words.ts';
import { parseDisplay } from './parse-display.ts';
import type { ToPlayer } from './player/messages.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', fakeStorage(kept));
  return () => vi.unstubAllGlobals();
});

function choiceOf(user: { id: string; guest?: object } | null = { id: 'ana' }, cameraId = 'a') {
  const posted: ToPlayer[] = [];
  const choice = new DisplayChoice(
    (message) => posted.push(message),
    () => user as never,
  );
  choice.begin(cameraId);
  const shown = (): DisplaySettings | undefined => {
    const last = posted.at(-1);
    return last?.type === 'display' ? last.settings : undefined;
  };
  return { choice, posted, shown };
}

it('keeps the choice per person and camera', async () => {
  const { choice } = choiceOf();
  choice.togglePeaking();
  choice.change({ lut: 'viridis' });
  choice.begin('b');
  expect(choice.settings).toEqual(PLAIN);
  choice.begin('a');
  await expect.poll(() => displayWords(choice.settings)).toEqual(['Peaking', 'False colour: Viridis']);
  const [ben, again] = [choiceOf({ id: 'ben' }), choiceOf()];
  await expect.poll(() => again.shown()).toEqual(choice.settings);
  expect(ben.choice.altered).toBe(false);
});

it('does not return to a stored choice over a later one, or that of another camera', async () => {
  const { choice } = choiceOf();
  choice.change({ lut: 'fire' });
  choice.begin('b');
  choice.begin('a');
  choice.change({ lut: 'magma' });
  const other = choiceOf().choice;
  other.begin('b');
  const restored = choiceOf().choice;
  await expect.poll(() => restored.settings.lut).toBe('magma');
  expect([choice.settings.lut, other.altered]).toEqual(['magma', false]);
});

it('keeps nothing of guests', () => {
  choiceOf({ id: 'guest-1', guest: {} }).choice.togglePeaking();
  expect(kept.size).toBe(0);
});

it.each([
  ['no JSON', '{'],
  ['a table that this version lacks', JSON.stringify({ ...PLAIN, lut: 'rainbow' })],
  ['a filter out of its limits', JSON.stringify({ ...PLAIN, steps: [{ step: 'smooth', sigma: 1e9 }] })],
  ['too many filters', JSON.stringify({ ...PLAIN, steps: Array(5).fill({ step: 'edges', gain: 1 }) })],
  ['a list', '[]'],
])('shows the plain picture for a stored choice that is wrong: %s', (_, stored) => {
  expect(parseDisplay(stored)).toEqual(PLAIN);
});

it('shows the plain picture, and again as before', () => {
  const { choice, shown } = choiceOf();
  choice.change({ lut: 'fire' });
  choice.addStep('edges');
  const altered = choice.settings;
  choice.togglePlain();
  expect(shown()).toEqual(PLAIN);
  expect(choice.returns).toBe(true);
  expect(kept.size).toBe(0);
  choice.togglePlain();
  expect(shown()).toEqual(altered);
  choice.togglePlain();
  choice.begin('b');
  choice.togglePlain();
  expect(shown()).toEqual(PLAIN);
});

it('holds at most four filters, in the order of their application', () => {
  const { choice } = choiceOf();
  for (const name of ['smooth', 'edges', 'background', 'threshold', 'channels'] as const) choice.addStep(name);
  expect(choice.settings.steps.map(({ step }) => step)).toEqual(['smooth', 'edges', 'background', 'threshold']);
  choice.moveUp(2);
  choice.moveUp(0);
  choice.removeStep(0);
  expect(choice.settings.steps.map(({ step }) => step)).toEqual(['background', 'edges', 'threshold']);
  choice.changeStep(1, { step: 'edges', gain: 9 });
  expect(choice.settings.steps[1]).toEqual({ step: 'edges', gain: 9 });
});

it('goes through the false colours, then to none', () => {
  const { choice } = choiceOf();
  const seen = Array.from({ length: LUT_NAMES.length + 1 }, () => {
    choice.nextLut();
    return choice.settings.lut;
  });
  expect(seen).toEqual([...LUT_NAMES, null]);
});

it('tells the player the width of the full picture once, and only while it matters', () => {
  const { choice, posted } = choiceOf();
  choice.pictureIs(1280);
  expect(posted).toHaveLength(1);
  choice.togglePeaking();
  expect(posted.at(-1)).toMatchObject({ fullWidth: 1280 });
  choice.pictureIs(1280);
  expect(posted).toHaveLength(2);
  choice.pictureIs(640);
  expect(posted.at(-1)).toMatchObject({ fullWidth: 640 });
});

it('forgets a failure with other settings', () => {
  const { choice } = choiceOf();
  choice.togglePeaking();
  choice.receive({ type: 'display', as: null, failed: true });
  expect(choice.failed).toBe(true);
  choice.togglePeaking();
  expect(choice.failed).toBe(false);
});
