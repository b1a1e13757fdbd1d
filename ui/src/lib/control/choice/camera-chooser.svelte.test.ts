import type { CameraChoice, CameraChoices, CameraState } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { HubError } from '@eyepiece/client/hub-error';
import { BACK_WITHIN_MS, CameraChooser, keyOf, shows } from './camera-chooser.svelte.ts';

const CHOICES: CameraChoices = { driver: 'simulated', folder: '/srv/replay', sources: ['Plate 7.mp4'], pixelink: [771] };
const state = (driver: string, serial: string, status: CameraState['status'] = 'idle') => ({ driver, serial, status }) as CameraState;

function make() {
  let camera = $state.raw<CameraState | undefined>(state('simulated', 'SIM000001'));
  const choose = vi.fn((_id: string, _choice: CameraChoice) => Promise.resolve());
  const chooser = new CameraChooser({
    instrument: { choices: () => Promise.resolve(CHOICES), choose },
    session: { handleError: (error: unknown) => error as HubError },
    camera: () => camera,
  });
  return { chooser, choose, put: (next: CameraState | undefined) => (camera = next) };
}

it.each([
  [state('simulated', 'SIM000001'), { driver: 'simulated' }, true],
  [state('simulated', 'SIM000001', 'offline'), { driver: 'simulated' }, false],
  [state('replay', 'Plate 7.mp4'), { driver: 'replay', source: 'Plate 7.mp4' }, true],
  [state('video', 'usb:0'), { driver: 'video', device: 'usb:0' }, true],
  [state('video', 'usb:1'), { driver: 'video', device: 'usb:0' }, false],
  [state('micromanager', 'Camera'), { driver: 'micromanager', configuration: 'MMConfig_demo.cfg' }, true],
  [state('replay', 'Plate 8.mp4'), { driver: 'replay', source: 'Plate 7.mp4' }, false],
  [state('replay', 'a'.repeat(64), 'disconnected'), { driver: 'replay', source: 'a'.repeat(80) }, true],
  [state('pixelink', '771'), { driver: 'pixelink', serial: 771 }, true],
  [state('pixelink', '772'), { driver: 'pixelink', serial: 771 }, false],
] as const)('of %o and %o', (camera, choice, expected) => {
  expect(shows(camera, choice)).toBe(expected);
});

it('begins with the present choice and is starting until the camera shows the new one', async () => {
  const { chooser, choose, put } = make();
  await chooser.load('cam');
  expect(chooser.isPresent).toBe(true);
  chooser.picked = { driver: 'replay', source: 'Plate 7.mp4' };
  expect(chooser.isPresent).toBe(false);
  expect(await chooser.choose('cam', 1000)).toBe(true);
  expect(choose).toHaveBeenCalledWith('cam', { driver: 'replay', source: 'Plate 7.mp4' });
  expect(chooser.starting).toBe(true);
  expect(chooser.isLate(1000 + BACK_WITHIN_MS)).toBe(false);
  expect(chooser.isLate(1001 + BACK_WITHIN_MS)).toBe(true);
  put(state('replay', 'Plate 7.mp4'));
  expect(chooser.starting).toBe(false);
});

it('says why a choice is refused', async () => {
  const { chooser, choose } = make();
  await chooser.load('cam');
  choose.mockRejectedValueOnce(new HubError('setting_rejected', 'no such recording'));
  expect(await chooser.choose('cam', 0)).toBe(false);
  expect(chooser.error).not.toBeNull();
  expect(chooser.starting).toBe(false);
});

it('tells choices apart', () => {
  const video = { driver: 'video', device: '7' } as const;
  const manager = { driver: 'micromanager', configuration: '7' } as const;
  const keys = [{ driver: 'simulated' }, { driver: 'replay', source: '7' }, { driver: 'pixelink', serial: 7 }, video, manager] as const;
  expect(new Set(keys.map(keyOf)).size).toBe(5);
});
