import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../browser/fake-storage.ts';
import { expectedCamera, rememberCamera } from './expected-camera.ts';

beforeEach(() => {
  vi.stubGlobal('localStorage', fakeStorage());
});
afterEach(() => vi.unstubAllGlobals());

it('expects the camera in the URL, otherwise the one watched last', () => {
  expect(expectedCamera({ view: 'live', cameraId: null })).toBeNull();
  rememberCamera('left');
  expect(expectedCamera({ view: 'live', cameraId: null })).toBe('left');
  expect(expectedCamera({ view: 'live', cameraId: 'right' })).toBe('right');
});

it('expects none for views without a live picture', () => {
  rememberCamera('left');
  expect(expectedCamera({ view: 'library' })).toBeNull();
});
