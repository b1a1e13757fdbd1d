import { jobSpecSchema } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { burstFrom, clipFrom, FIRST_DRAFTS, timelapseFrom, type JobDrafts } from './job-draft.ts';

const timelapse = (over: Partial<JobDrafts['timelapse']>) => timelapseFrom({ ...FIRST_DRAFTS.timelapse, ...over }, {});
const clip = (over: Partial<JobDrafts['clip']>) => clipFrom({ ...FIRST_DRAFTS.clip, ...over }, {});

it('creates valid jobs with their metadata', () => {
  const described = { label: 'gland', tags: ['tissue'], notes: 'dense' };
  const still = { ...described, format: 'ome-tiff', fullFrame: true } as const;
  const drafts = [
    burstFrom({ count: ' 5 ' }, still),
    timelapseFrom({ ...FIRST_DRAFTS.timelapse, autoExpose: true, average: '16' }, still),
    clipFrom({ lasts: { value: '2,5', unit: 's' }, fps: '12.5', every: '2', maxWidth: '640' }, described),
  ];
  const specs = drafts.map((draft) => (draft.ok ? jobSpecSchema.parse(draft.spec) : draft.errors));
  expect(specs).toEqual([
    { kind: 'burst', ...still, count: 5 },
    { kind: 'timelapse', ...still, count: 60, everyMs: 60_000, autoExpose: true, average: 16 },
    { kind: 'clip', ...described, durationMs: 2500, every: 2, fps: 12.5, maxWidth: 640 },
  ]);
});

it('computes the number of pictures from the duration of a time-lapse', () => {
  expect(timelapse({ every: { value: '10', unit: 's' }, lasts: { value: '1.5', unit: 'min' } })).toMatchObject({
    spec: { count: 9, everyMs: 10_000 },
  });
  expect(timelapse({ endBy: 'count', count: '7' })).toMatchObject({ spec: { count: 7 } });
});

it('names the field and the limit', () => {
  expect(burstFrom({ count: '1' }, {})).toEqual({ ok: false, errors: { count: 'Pictures: a whole number from 2 to 1000' } });
  expect(burstFrom({ count: '2.5' }, {}).ok).toBe(false);
  expect(burstFrom({ count: '' }, {}).ok).toBe(false);
  expect(timelapse({ every: { value: '0.01', unit: 's' } })).toEqual({ ok: false, errors: { every: 'Every: 100 ms to 1 d' } });
  expect(timelapse({ lasts: { value: '30', unit: 's' } })).toMatchObject({ errors: { lasts: 'For: 2 min to 69 d 10 h' } });
  expect(timelapse({ average: '1' })).toMatchObject({ errors: { average: 'Average: a whole number from 2 to 256' } });
  expect(clip({ lasts: { value: 'x', unit: 's' }, fps: '0', every: '0', maxWidth: '3' })).toEqual({
    ok: false,
    errors: {
      lasts: 'At most: 100 ms to 1 h',
      fps: 'Playback: a number from 1 to 120',
      every: 'Keep 1 of: a whole number from 1 to 1000',
      maxWidth: 'Width: a whole number from 16 to 65535',
    },
  });
});
