import { expect, it } from 'vitest';
import { refusedCountText, refusedTexts } from './refused-text.ts';

it('says what was refused, why, and what to do', () => {
  expect(refusedCountText({ count: 1 })).toBe('1 capture refused');
  expect(refusedTexts({ count: 1, reason: 'HTTP 422: digest mismatch' })).toEqual({
    happened: 'The hub refused 1 capture of this camera for good: HTTP 422: digest mismatch.',
    advice: 'The file is in the folder spool/rejected of the camera service. Copy it from there; this line goes once the folder is empty.',
  });
  expect(refusedCountText({ count: 3 })).toBe('3 captures refused');
  expect(refusedTexts({ count: 3, reason: 'HTTP 413: too large' }).happened).toBe(
    'The hub refused 3 captures of this camera for good, the last one for: HTTP 413: too large.',
  );
  expect(refusedTexts({ count: 2, reason: '' }).happened).toBe('The hub refused 2 captures of this camera for good.');
});
