import type { CameraState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { cameraWords } from './camera-words.ts';

const state = (status: CameraState['status'], more: Partial<CameraState> = {}) =>
  ({ status, settings: { exposure: 8, gain: 0, roi: { left: 0, top: 0, width: 8, height: 8 } }, ...more }) as CameraState;
const triggered = { ...state('stalled').settings, trigger: 'software' } as const;
const moving = { code: 'home_unreachable', message: 'Reconnecting to the hub of this camera' };

it.each([
  [state('live'), 'ok', 'camera'],
  [state('stalled'), 'fault', 'camera sends no frames'],
  [state('stalled', { settings: triggered }), 'ok', 'camera waits for trigger'],
  [state('stalled', { fault: moving }), 'idle', 'camera moves between hubs'],
  [state('stalled', { fault: moving, settings: triggered }), 'idle', 'camera moves between hubs'],
  [state('stalled', { fault: { code: 'camera_timeout', message: 'late' } }), 'fault', 'camera sends no frames'],
  [state('offline', { fault: moving }), 'fault', 'camera service down'],
])('%o', (camera, tone, words) => {
  expect(cameraWords(camera)).toEqual({ tone, words });
});
