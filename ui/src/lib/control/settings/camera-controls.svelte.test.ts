import type { Capabilities, CameraSettings, ChoiceFeature, SettingsUpdate } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import { CameraControls, limitedRateFps } from './camera-controls.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';

const auto: ChoiceFeature = {
  kind: 'choice',
  label: 'Auto',
  unit: '',
  options: ['off', 'once', 'continuous'],
  readOnly: false,
  whileStreaming: true,
};
const number = (label: string) =>
  ({ kind: 'number', label, unit: 'ms', min: 1, max: 100, scale: 'linear', readOnly: false, whileStreaming: true }) as const;
const settings = { exposure: 8, exposureAuto: 'off', gain: 0 } as CameraSettings;

function rig(features: Capabilities['features'], answer: (update: SettingsUpdate) => Promise<CameraSettings>) {
  const asked: SettingsUpdate[] = [];
  const state = $state({ list: [{ id: 'a', settings }] });
  const update = async (_id: string, change: SettingsUpdate): Promise<CameraSettings> => {
    asked.push(change);
    const readBack = await answer(change);
    state.list = [{ id: 'a', settings: readBack }];
    return readBack;
  };
  const cameras = {
    get list() {
      return state.list;
    },
    update,
  } as unknown as Cameras;
  const controls = new CameraControls('a', { features } as Capabilities, settings, cameras, {
    handleError: asHubError,
  } as unknown as Session);
  return { asked, controls };
}

const accept = (update: SettingsUpdate): Promise<CameraSettings> => Promise.resolve({ ...settings, ...update } as CameraSettings);

it('orders settings by use, and puts automatic modes on the row of their setting', () => {
  const { controls } = rig(
    { sharpness: number('Sharpness'), gain: number('Gain'), exposureAuto: auto, exposure: number('Exposure') },
    accept,
  );
  expect(controls.list.map(({ name, auto: button }) => [name, button !== null])).toEqual([
    ['exposure', true],
    ['gain', false],
    ['sharpness', false],
  ]);
});

it('shows an automatic mode on its own row when the camera lacks its setting', () => {
  const { controls } = rig({ exposureAuto: auto }, accept);
  expect(controls.list.map(({ name }) => name)).toEqual(['exposureAuto']);
});

it('sends one setting and shows the read-back value', async () => {
  const { asked, controls } = rig({ exposure: number('Exposure') }, () => Promise.resolve({ ...settings, exposure: 9.5 }));
  const field = controls.list[0]?.field;
  await field?.commit(10);
  expect(asked).toEqual([{ exposure: 10 }]);
  expect([field?.shown, field?.requested]).toEqual([9.5, 10]);
});

it('reverts and shows the camera’s message', async () => {
  const issues = [{ path: 'exposure', message: "exposure 9000 ms is above the camera's 100 ms" }];
  const { controls } = rig({ exposure: number('Exposure') }, () => Promise.reject(new HubError('setting_rejected', 'no', { issues })));
  const field = controls.list[0]?.field;
  await field?.commit(9000);
  expect([field?.shown, field?.error]).toEqual([8, "Exposure 9000 ms is above the camera's 100 ms."]);
});

it('reverts without a message when another user has control: the lease reports that once', async () => {
  const { controls } = rig({ exposure: number('Exposure') }, () => Promise.reject(new HubError('control_held', 'no', { holder: 'Ana' })));
  const field = controls.list[0]?.field;
  await field?.commit(20);
  expect([field?.shown, field?.error]).toEqual([8, null]);
});

it('reports the rate when the exposure is longer than a frame', () => {
  expect(limitedRateFps(41.67, 30)).toBeCloseTo(24, 1);
  expect(limitedRateFps(8, 30)).toBeNull();
});

it('does not warn about a rounding error, or without a target', () => {
  expect(limitedRateFps(33.34, 30)).toBeNull();
  expect(limitedRateFps(500, undefined)).toBeNull();
});
