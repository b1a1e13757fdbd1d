import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';
import { matches } from './capture-match.ts';

const capture = {
  cameraId: 'bench-3',
  user: { id: 'ana', name: 'Ana' },
  format: 'jpg',
  tags: ['keep'],
  label: 'Slide 12',
  rating: 3,
  exposureMs: 8,
  gainDb: 0,
  capturedAt: '2026-11-22T10:00:00.000Z',
  deletedAt: null,
} as unknown as Capture;

it.each<[CaptureFilter, boolean | null]>([
  [{}, true],
  [{ deleted: true }, false],
  [{ cameraId: 'bench-4' }, false],
  [{ userId: 'ana', format: 'jpg', tag: 'keep', label: 'Slide 12' }, true],
  [{ tag: 'kee' }, false],
  [{ ratingMin: 3 }, true],
  [{ ratingMin: 4 }, false],
  [{ exposureMin: 8, exposureMax: 8, gainMin: 0, gainMax: 0 }, true],
  [{ gainMin: 0.1 }, false],
  [{ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T10:00:00.000Z' }, true],
  [{ from: '2026-11-22T10:00:00.001Z' }, false],
  [{ sessionId: 's' }, false],
  [{ q: 'slide' }, null],
  [{ q: 'slide', ratingMin: 4 }, false],
])('%o: %s', (filter, expected) => expect(matches(capture, filter)).toBe(expected));
