import { DEFAULT_NAME_TEMPLATE } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { previewName } from './name-preview.ts';

const atMs = Date.UTC(2026, 10, 22, 10, 2, 11, 123);
const next = {
  camera: { id: 'left', name: 'Bench 3' },
  person: { name: 'Ana' },
  session: null,
  label: undefined,
  format: 'ome-tiff',
  atMs,
  recent: [
    { cameraId: 'left', capturedAtUs: atMs * 1000 - 1 },
    { cameraId: 'right', capturedAtUs: atMs * 1000 - 1 },
    { cameraId: 'left', sessionId: 's', capturedAtUs: atMs * 1000 - 1 },
    { cameraId: 'left', capturedAtUs: (atMs - 86_400_000) * 1000 },
  ],
} as const;

it('counts the captures of the day, without those of a session', () => {
  expect(previewName(DEFAULT_NAME_TEMPLATE, next)).toBe('2026-11-22/Bench 3_20261122T100211.123Z_0002.ome.tif');
});

it('counts the captures of the open session', () => {
  const preview = { ...next, session: { title: 'Onion', captures: 41 }, label: 'tip', format: 'jpg' } as const;
  expect(previewName(DEFAULT_NAME_TEMPLATE, preview)).toBe('Onion/2026-11-22/Bench 3_20261122T100211.123Z_0042_tip.jpg');
  expect(previewName('{person}/{label}.{ext}', preview)).toBe('Ana/tip.jpg');
});
