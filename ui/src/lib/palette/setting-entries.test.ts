import type { SettingsUpdate } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { fakeCamera } from '../hub/fake/camera/fake-camera.ts';
import { matchingGroups, type PaletteEntry } from './palette-entry.ts';
import { settingEntries } from './setting-entries.ts';

const camera = fakeCamera('bench-3', 'Bench 3', 'PL-D755CU');

function found(query: string, blocked: string | null = null): { first: PaletteEntry | undefined; sent: SettingsUpdate[] } {
  const sent: SettingsUpdate[] = [];
  const entries = settingEntries(query, { camera, blocked, set: (update) => sent.push(update) });
  return { first: matchingGroups(query, entries)[0]?.entries[0], sent };
}

function setBy(query: string): SettingsUpdate | undefined {
  const { first, sent } = found(query);
  first?.run?.();
  return sent[0];
}

it('sets a number with its unit', () => {
  expect(setBy('exposure 20 ms')).toEqual({ exposure: 20 });
  expect(setBy('Exposure=0.5 s')).toEqual({ exposure: 500 });
  expect(setBy('shutter 1/50')).toEqual({ exposure: 20 });
  expect(setBy('exp 12,5')).toEqual({ exposure: 12.5 });
  expect(setBy('gain 6')).toEqual({ gain: 6 });
  expect(found('exposure 20 ms').first?.name).toMatch(/^Set exposure to 20\.00+ ms$/);
});

it('names the violated limit and the range', () => {
  expect(found('exposure 9000 s').first?.whyNot).toMatch(/^Exposure 9000000 ms is above the camera's \d+ ms; it takes .* to \d+ ms$/);
  expect(found('exposure 20 dB').first?.whyNot).toMatch(/^“dB” is not a unit/);
  expect(found('exposure 0').first?.whyNot).toMatch(/is below the camera's/);
});

it('says why the camera cannot be set', () => {
  expect(found('exposure 20 ms', 'Ana controls this camera.').first?.whyNot).toBe('Ana controls this camera.');
});

it('completes the name of a number, and shows its value and range', () => {
  const { first } = found('exposure');
  expect(first?.completes).toBe('exposure ');
  expect(first?.detail).toMatch(/ms · type a value, .* to .* ms$/);
  expect(first?.run).toBeUndefined();
});

it('offers the choices of a setting', () => {
  const choice = Object.entries(camera.capabilities.features).find(([, feature]) => feature.kind === 'choice');
  if (choice?.[1].kind !== 'choice') throw new Error('the fake camera has no choice');
  const [name, { label, options }] = choice;
  expect(setBy(`${label} ${options.at(-1)}`)).toEqual({ [name]: options.at(-1) });
});

it('sets the whole sensor', () => {
  const { sensor } = camera.capabilities;
  expect(setBy('roi whole')).toEqual({ roi: { left: 0, top: 0, width: sensor.width, height: sensor.height } });
});
