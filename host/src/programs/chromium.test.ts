import { expect, it } from 'vitest';
import { findChromium } from './chromium.ts';

it('takes the browser that CHROMIUM_PATH names, and only if it is there', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(() => findChromium({ CHROMIUM_PATH: '/no/such/browser' })).toThrow('CHROMIUM_PATH=/no/such/browser does not exist');
});
