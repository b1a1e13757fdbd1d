import { expect, it } from 'vitest';
import { findChromium } from './chromium.ts';

it('returns the browser at CHROMIUM_PATH, and throws when it does not exist', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(() => findChromium({ CHROMIUM_PATH: '/no/such/browser' })).toThrow('CHROMIUM_PATH=/no/such/browser does not exist');
});
