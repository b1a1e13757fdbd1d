import { expect, it } from 'vitest';
import { SHOWN_MAX, entryScore, matchingGroups, type PaletteEntry } from './palette-entry.ts';

const entry = (name: string, group = 'Actions', search = ''): PaletteEntry => ({ id: name, name, group, search });

it('compares words by their beginning, in any order', () => {
  const measure = entry('Measure', 'Actions', 'ruler distance');
  expect(entryScore('mea', measure)).toBeGreaterThan(0);
  expect(entryScore('DISTANCE meas', measure)).toBeGreaterThan(0);
  expect(entryScore('capture', measure)).toBe(0);
  expect(entryScore('measure x', measure)).toBe(0);
  expect(entryScore('', measure)).toBeGreaterThan(0);
});

it('puts the group of the best entry first', () => {
  const list = [entry('Camera wall', 'Views'), entry('Show or hide the camera settings'), entry('Bench 3', 'Cameras', 'camera')];
  const groups = matchingGroups('camera', list);
  expect(groups[0]).toEqual({ title: 'Views', entries: [list[0]] });
  expect(groups.map(({ title }) => title)).toEqual(['Views', 'Actions', 'Cameras']);
});

it('puts an answer to the whole query first', () => {
  const answer: PaletteEntry = { ...entry('Set exposure to 20.00 ms', 'Settings'), answers: true };
  expect(matchingGroups('exposure 20', [entry('Exposure 20'), answer])[0]?.entries[0]).toBe(answer);
});

it('is bounded', () => {
  const many = Array.from({ length: 5000 }, (_, at) => entry(`Entry ${at}`));
  expect(matchingGroups('entry', many)[0]?.entries).toHaveLength(SHOWN_MAX);
});
