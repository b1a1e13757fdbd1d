import type { Objective } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { changeOf, draftOf, readDraft } from './objective-draft.ts';

const objective: Objective = { id: 'a', cameraId: 'bench-3', name: '20× air', magnification: 20, umPerPixel: 0.172 };

it('accepts a decimal comma, and leaves out empty fields', () => {
  const read = readDraft({ ...draftOf(null), name: ' 40× oil ', numericalAperture: '1,3', immersion: 'oil' });
  expect(read).toEqual({ ok: true, objective: { name: '40× oil', numericalAperture: 1.3, immersion: 'oil' } });
});

it('names the field and its limit', () => {
  const read = readDraft({ ...draftOf(objective), name: ' ', umPerPixel: 'wide', magnification: '-4', numericalAperture: '2.1' });
  expect(read).toEqual({
    ok: false,
    errors: {
      name: 'A name has 1 to 80 characters',
      magnification: 'Magnification is a number above 0, up to 1000',
      numericalAperture: 'Numerical aperture is a number above 0, up to 2',
      umPerPixel: 'µm per pixel is a number above 0, up to 10000',
    },
  });
});

it('sends changed fields only, and null for cleared ones', () => {
  const read = readDraft({ ...draftOf(objective), umPerPixel: '', magnification: '25' });
  expect(read.ok && changeOf(objective, read.objective)).toEqual({ magnification: 25, umPerPixel: null });
});
