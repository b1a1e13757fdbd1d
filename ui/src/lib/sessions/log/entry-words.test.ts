import { SESSION_ENTRY_KINDS } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { entryWords, KIND_NAMES, shortLink, faultState } from './entry-words.ts';
import { loadMarkdown } from './note-markdown.svelte.ts';

beforeAll(loadMarkdown);

const entry = { details: {}, deletedAt: null };

it('quotes a note in one plain line, and shows when it was deleted', () => {
  expect(entryWords({ ...entry, kind: 'note', text: 'Gland **denser**\n\n- goblet cells' })).toEqual({
    text: '“Gland denser goblet cells”',
  });
  expect(entryWords({ ...entry, kind: 'note', text: 'x', deletedAt: '2026-11-22T12:00:00Z' }).text).toBe('deleted a note');
});

it('links to a capture', () => {
  const taken = { ...entry, kind: 'capture' as const, details: { captureId: 'c1' } };
  expect(entryWords({ ...taken, text: 'took slide (2).tif (TIFF, 8 ms)' })).toEqual({
    text: 'took ',
    link: { text: 'slide (2).tif', captureId: 'c1' },
    facts: '(TIFF, 8 ms)',
  });
  expect(entryWords({ ...taken, text: 'slide.tif' })).toEqual({ text: '', link: { text: 'slide.tif', captureId: 'c1' } });
});

it("leaves the hub's other texts unchanged", () =>
  expect(entryWords({ ...entry, kind: 'settings', text: 'exposure 20 → 41.67 ms' })).toEqual({ text: 'exposure 20 → 41.67 ms' }));

it('has a name for every kind', () => expect(Object.keys(KIND_NAMES).sort()).toEqual([...SESSION_ENTRY_KINDS].sort()));

it.each([
  ['"Gland, left", a.tif', '"Gland, left"'],
  ['a.tif', 'a.tif'],
])('shortens %j', (text, short) => expect(shortLink(text)).toBe(short));

it('tells a fault from its end', () => {
  const states = ['fault.offline', 'fault.clock', 'fault.recovered'].map((action) => faultState({ kind: 'fault', action }));
  expect(states).toEqual(['fault', 'fault', 'recovered']);
  expect(faultState({ kind: 'note', action: 'note.write' })).toBeNull();
});
