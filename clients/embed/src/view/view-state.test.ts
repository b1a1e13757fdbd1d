import type { CameraState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { ageText, shownState, stateWord, toneOf, type ViewInput } from './view-state.ts';

const settings = { exposure: 8, gain: 0, frameRate: 30, roi: { left: 0, top: 0, width: 8, height: 8 } };
const camera = (status: CameraState['status'], more: object = {}) =>
  ({ status, fps: 30, settings, ...more }) as NonNullable<ViewInput['camera']>;
const live: ViewInput = {
  mistake: null,
  phase: { name: 'connected' },
  cameraId: 'bench-3',
  camera: camera('live'),
  refusal: null,
  stream: { watching: true, watchedForMs: 10_000, sinceFrameMs: 30, observedIntervalMs: 33 },
  lateMs: null,
};
const old = { ...live.stream, sinceFrameMs: 5000 };

it.each([
  ['live', 'LIVE', 'ok', {}],
  ['late', 'LATE', 'warn', { lateMs: 1500 }],
  ['paused', 'PAUSED', 'idle', { stream: { ...live.stream, watching: false } }],
  ['starting', 'STARTING', 'idle', { stream: { ...live.stream, sinceFrameMs: null, watchedForMs: 10 } }],
  ['waiting', 'WAITS FOR TRIGGER', 'warn', { stream: old, camera: camera('stalled', { settings: { ...settings, trigger: 'software' } }) }],
  ['stopped', 'STOPPED', 'warn', { stream: old, camera: camera('idle', { stopped: { by: { id: 'x', name: 'Ana' } } }) }],
  ['not-live', 'NOT LIVE', 'fault', { stream: old }],
  ['camera-off', 'NOT LIVE', 'fault', { camera: camera('offline') }],
  ['no-camera', 'NO CAMERA', 'fault', { camera: null }],
  ['connecting', 'CONNECTING', 'idle', { phase: { name: 'connecting' } }],
  ['reconnecting', 'NOT LIVE · RECONNECTING', 'fault', { phase: { name: 'lost', reason: 'gone' } }],
  ['refused', 'REFUSED', 'fault', { phase: { name: 'refused', reason: 'The key was revoked.' } }],
] as const)('is %s: %s', (state, word, tone, more) => {
  const shown = shownState({ ...live, ...more });
  expect([shown.state, stateWord(shown.state), toneOf(shown.state)]).toEqual([state, word, tone]);
});

it('says why, the nearest cause first', () => {
  const reasonOf = (more: Partial<ViewInput>) => shownState({ ...live, ...more }).reason;
  const all = {
    mistake: 'wrong address',
    phase: { name: 'refused', reason: 'no key' },
    refusal: 'not this camera',
    camera: camera('offline'),
  } as const;
  expect(reasonOf(all)).toBe('wrong address');
  expect(reasonOf({ ...all, mistake: null })).toBe('no key');
  expect(reasonOf({ refusal: 'not this camera' })).toBe('not this camera');
  expect(reasonOf({ camera: camera('disconnected') })).toBe('The camera is disconnected.');
  expect(reasonOf({ camera: null, refusal: 'unknown' })).toContain('"bench-3"');
  const moving = { fault: { code: 'home_unreachable', message: 'Reconnecting to the hub of this camera' } };
  expect(reasonOf({ stream: old, camera: camera('stalled', moving) })).toBe('Reconnecting to the hub of this camera');
});

it('writes ages in the unit that fits', () => {
  expect([12.4, 999, 1500, 59_000, 125_000].map(ageText)).toEqual(['12 ms', '999 ms', '1.5 s', '59.0 s', '2 min']);
});
