import { ERROR_CODES } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { HubError, LOCAL_ERROR_CODES } from '@eyepiece/client/hub-error';
import { errorText, changedHostText } from './error-text.ts';

it.each([...ERROR_CODES, ...LOCAL_ERROR_CODES])('has a sentence for %s', (code) => {
  const text = errorText(new HubError(code, 'what the hub said'));
  expect(text).toMatch(/^[A-Z].*[.]$|what the hub said$/);
  expect(text).not.toContain(code);
});

it('shows the numbers of a rejected setting', () => {
  const issues = [{ path: 'exposure', message: "exposure 9000 ms is above the camera's 2000 ms" }];
  expect(errorText(new HubError('setting_rejected', 'rejected', { issues }))).toBe("Exposure 9000 ms is above the camera's 2000 ms.");
});

it('names the field when the message does not', () => {
  const issues = [{ path: 'roi.width', message: 'must be at least 8' }];
  expect(errorText(new HubError('validation_failed', 'bad', { issues }))).toBe('Roi.width: must be at least 8.');
});

it('names the holder and the time to wait', () => {
  expect(errorText(new HubError('control_held', '', { holder: 'Ana' }))).toBe('Ana controls the camera.');
  expect(errorText(new HubError('rate_limited', '', { retryAfterSeconds: 12.2 }))).toBe('Too many attempts. Try again in 13 s.');
});

it('does not show the text of an unknown exception', () => {
  expect(errorText(new TypeError('x is undefined'))).toBe('The hub sent an answer that this page does not understand. Reload the page.');
});

it('explains how to configure a proxy that changes the Host', () => {
  expect(changedHostText('https://lab.example')).toContain('ALLOWED_ORIGINS=https://lab.example');
  expect(errorText(new HubError('bad_origin', ''))).toContain('changes the Host header');
});
