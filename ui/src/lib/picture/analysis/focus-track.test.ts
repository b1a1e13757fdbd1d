import { expect, it } from 'vitest';
import { FOCUS_TRACK_MS, focusPath, NO_FOCUS_TRACK, scoreText, withSample } from './focus-track.ts';

it('keeps 30 s of samples, and the best value for longer', () => {
  const first = withSample(NO_FOCUS_TRACK, { atMs: 0, score: 9 });
  const second = withSample(first, { atMs: FOCUS_TRACK_MS - 1, score: 4 });
  const third = withSample(second, { atMs: FOCUS_TRACK_MS, score: 5 });
  expect(second.samples).toHaveLength(2);
  expect(third.samples.map(({ score }) => score)).toEqual([4, 5]);
  expect(third.best).toBe(9);
});

it('draws the newest at the right, the best at the top', () => {
  const track = { samples: [{ atMs: 0, score: 5 }, { atMs: 15_000, score: 10 }], best: 10 }; // prettier-ignore
  expect(focusPath(track, 15_000, { width: 100, height: 20 })).toBe('M50.0 10.0L100.0 0.0');
  expect(focusPath(NO_FOCUS_TRACK, 0, { width: 100, height: 20 })).toBe('');
});

it.each([
  [0, '0'],
  [0.012345, '0.0123'],
  [12.345, '12.3'],
  [12345.6, '12346'],
])('writes %s as %s', (score, text) => expect(scoreText(score)).toBe(text));
