import type { Exposing } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { exposureText, shownExposure, whyNotCancel } from './exposures.ts';

const ana = { id: 'ana', role: 'contributor' } as const;
const hers: Exposing = { captureId: 'a', user: { id: 'ana', name: 'Ana' }, totalMs: 20_000, endsAtUs: 1 };
const bens: Exposing = { captureId: 'b', user: { id: 'ben', name: 'Ben' } };
const unnamed: Exposing = { captureId: 'c' };

it("shows the person's own capture first", () => {
  expect(shownExposure([bens, hers], 'ana')).toBe(hers);
  expect(shownExposure([bens, unnamed], 'ana')).toBe(bens);
  expect([shownExposure([], 'ana'), shownExposure(undefined, undefined)]).toEqual([null, null]);
});

it('says whose capture it is, and how long it takes', () => {
  expect(exposureText(hers, ana, 11_200)).toBe('Exposing: 0:12 left');
  expect(exposureText(hers, ana, -5)).toBe('Exposing: almost done');
  expect(exposureText(bens, ana, 11_000)).toBe('Ben exposes: 0:11 left');
  expect(exposureText(bens, ana, null)).toBe('Ben exposes: waiting for the trigger');
  expect(exposureText(unnamed, ana, 1)).toBe('A program exposes: 0:01 left');
});

it('lets the person, administrators and operators with control cancel', () => {
  expect(whyNotCancel(hers, ana, 'Ben controls this camera.')).toBeNull();
  expect(whyNotCancel(bens, ana, null)).toBe('Only Ben and operators can cancel this capture.');
  expect(whyNotCancel(unnamed, null, null)).toMatch(/^Only the program/);
  expect(whyNotCancel(bens, { id: 'cleo', role: 'operator' }, 'Ben controls this camera.')).toBe('Ben controls this camera.');
  expect(whyNotCancel(bens, { id: 'cleo', role: 'operator' }, null)).toBeNull();
  expect(whyNotCancel(bens, { id: 'root', role: 'admin' }, 'Ben controls this camera.')).toBeNull();
});
