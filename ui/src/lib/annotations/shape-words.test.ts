import type { AnnotationRevision } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { revisionWords } from './shape-words.ts';

const at = (x: number, text?: string, deleted = false): AnnotationRevision => ({
  revision: 1,
  shape: { kind: 'rectangle', x, y: 0, width: 1, height: 1, ...(text === undefined ? {} : { text }) },
  at: '2026-11-22T10:00:00.000Z',
  by: { id: 'ana', name: 'Ana' },
  deleted,
});

it.each([
  [at(0), undefined, 'drew it'],
  [at(0, 'edge'), undefined, 'drew it: “edge”'],
  [at(5), at(0), 'moved it'],
  [at(0, 'edge'), at(0), 'wrote “edge”'],
  [at(0), at(0, 'edge'), 'removed its text'],
  [at(0, 'edge', true), at(0, 'edge'), 'removed it'],
  [at(0), at(0, undefined, true), 'restored it'],
])('describes the change', (now, before, words) => expect(revisionWords(now, before)).toBe(words));
