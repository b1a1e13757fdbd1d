import type { CameraState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { isNotLive, isRecording, tabTitle } from './tab-title.ts';

const camera = (state: string, kind: string): Pick<CameraState, 'jobs'> =>
  ({ jobs: [{ state, job: { kind } }] }) as unknown as Pick<CameraState, 'jobs'>;

it('says first what must be seen from another tab', () => {
  expect(tabTitle('Live', { notLive: false, recording: false })).toBe('Live · Eyepiece');
  expect(tabTitle('Library', { notLive: false, recording: true })).toBe('● REC · Library · Eyepiece');
  expect(tabTitle('Live', { notLive: true, recording: true })).toBe('NOT LIVE · ● REC · Live · Eyepiece');
});

it('a clip that is paused or over, and other jobs, are no recording', () => {
  expect(isRecording(camera('running', 'clip'))).toBe(true);
  expect([camera('paused', 'clip'), camera('done', 'clip'), camera('running', 'timelapse'), null].some(isRecording)).toBe(false);
});

it('a page that connects for the first time is not called NOT LIVE', () => {
  expect(isNotLive('hub-lost', null)).toBe(false);
  expect(isNotLive('hub-lost', 2000)).toBe(true);
  expect((['stalled', 'camera-offline', 'camera-disconnected'] as const).every((verdict) => isNotLive(verdict, null))).toBe(true);
  expect(isNotLive('stopped', null)).toBe(true);
  expect((['live', 'paused', 'triggered', 'starting', 'no-camera'] as const).some((verdict) => isNotLive(verdict, null))).toBe(false);
});
