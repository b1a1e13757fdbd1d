import { expect, it } from 'vitest';
import { refusedCountText, refusedTexts } from './refused-text.ts';

it('explains what was refused, why, and what to do', () => {
  expect(refusedCountText({ count: 1 })).toBe('1 capture refused');
  expect(refusedTexts({ count: 1, reason: 'HTTP 422: digest mismatch' })).toEqual({
    happened: 'The hub cannot store 1 capture of this camera: HTTP 422: digest mismatch.',
    advice:
      'The file is in the folder spool/rejected of the camera service. Move it to another folder; this message disappears when the folder is empty.',
  });
  expect(refusedCountText({ count: 3 })).toBe('3 captures refused');
  expect(refusedTexts({ count: 3, reason: 'HTTP 413: too large' }).happened).toBe(
    'The hub cannot store 3 captures of this camera, the last one because of: HTTP 413: too large.',
  );
  expect(refusedTexts({ count: 2, reason: '' }).happened).toBe('The hub cannot store 2 captures of this camera.');
});

it('shows the message of a complete or truncated error body, and other texts unchanged', () => {
  const shown = (reason: string) =>
    refusedTexts({ count: 1, reason }).happened.slice('The hub cannot store 1 capture of this camera: '.length, -1);
  const body = JSON.stringify({ statusCode: 409, message: 'capture "a" has\tanother digest', error: 'Conflict', code: 'capture_conflict' });
  expect(shown(`HTTP 409: ${body}`)).toBe('HTTP 409: capture "a" has\tanother digest');
  expect(shown('HTTP 409: {"statusCode":409,"message":"capture \\"a\\" has ano')).toBe('HTTP 409: capture "a" has ano');
  expect(shown(String.raw`HTTP 409: {"message":"half an escape \u00`)).toBe('HTTP 409: half an escape ');
  expect(shown('HTTP 409: {"statusCode":40')).toBe('HTTP 409: {"statusCode":40');
  expect(shown('HTTP 413: <html>too large</html>')).toBe('HTTP 413: <html>too large</html>');
});
