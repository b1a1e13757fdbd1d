import { expect, it } from 'vitest';
import { revisionLines } from './revision-lines.ts';

const revision = { at: '2026-11-22T10:00:00.000Z', by: 'Ben', changes: {} };

it('tells what was changed, from what to what', () => {
  const changes = {
    rating: { before: 0, after: 3 },
    notes: { before: '', after: 'x'.repeat(100) },
    label: { before: 'a', after: undefined },
  };
  expect(revisionLines({ ...revision, action: 'edited', changes })).toEqual([
    'rating: 0 → 3',
    `notes: nothing → ${'x'.repeat(80)}…`,
    'label: a → nothing',
  ]);
});

it('tells of tags which came and which went', () => {
  const changes = { tags: { before: ['crypt', 'old'], after: ['crypt', 'colon'] } };
  expect(revisionLines({ ...revision, action: 'edited', changes })).toEqual(['tags: + colon, − old']);
});

it('has words for the rest of a life', () => {
  expect(revisionLines({ ...revision, action: 'captured' })).toEqual(['captured it']);
  expect(revisionLines({ ...revision, action: 'trashed', changes: { deletedAt: { before: null, after: 'now' } } })).toEqual(['deleted it']);
});
