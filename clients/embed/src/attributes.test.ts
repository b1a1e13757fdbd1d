import { expect, it } from 'vitest';
import { checkAttributes } from './attributes.ts';

const given = { src: 'https://hub.example/lab/', camera: 'bench-3', token: 'eyepiece_1' };
const check = (more: Partial<Record<keyof typeof given, string | null>> = {}) =>
  checkAttributes({ ...given, ...more }, 'https://page.example/a/b');

it('takes a hub with its base path, an id and a token', () => {
  expect(check()).toEqual({
    entrance: { address: 'https://hub.example/lab', credential: 'eyepiece_1' },
    cameraId: 'bench-3',
    mistake: null,
  });
  expect(check({ src: '/' })).toMatchObject({ entrance: { address: 'https://page.example' } });
  expect(check({ token: 'https://hub.example/lab/guest#Sec-ret_1' })).toMatchObject({ entrance: { credential: 'Sec-ret_1' } });
});

it.each([
  ['src', null, '"src" is missing'],
  ['src', 'ftp://hub', '"src" is wrong'],
  ['src', 'https://me:secret@hub.example', '"src" is wrong'],
  ['src', 'https://hub.example/?token=secret', '"src" is wrong'],
  ['src', 'https://[', '"src" must be'],
  ['camera', ' ', '"camera" is missing'],
  ['camera', '../admin', '"camera" must be'],
  ['token', '', '"token" is missing'],
  ['token', 's'.repeat(5000), '"token" has more than 4096'],
])('refuses %s=%s', (name, value, message) => {
  const { mistake } = check({ [name]: value });
  expect(mistake).toContain(message);
  expect(mistake).not.toContain('secret');
});
