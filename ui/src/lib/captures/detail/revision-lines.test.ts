import { expect, it } from 'vitest';
import { revisionLines } from './revision-lines.ts';

const revision = { at: '2026-11-22T10:00:00.000Z', by: 'Ben', changes: {} };

it('shows old and new values', () => {
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

it('lists added and removed tags', () => {
  const changes = { tags: { before: ['crypt', 'old'], after: ['crypt', 'colon'] } };
  expect(revisionLines({ ...revision, action: 'edited', changes })).toEqual(['tags: + colon, − old']);
});

it('describes the other actions', () => {
  expect(revisionLines({ ...revision, action: 'captured' })).toEqual(['captured it']);
  expect(revisionLines({ ...revision, action: 'trashed', changes: { deletedAt: { before: null, after: 'now' } } })).toEqual(['deleted it']);
});
