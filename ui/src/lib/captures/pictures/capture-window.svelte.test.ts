import type { Capture, CaptureStatistics } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { CaptureFigures, CaptureWindow } from './capture-window.svelte.ts';

const CAPTURE = { id: 'a', bitDepth: 12 } as Capture;
const STATISTICS = { max: 4095, low: 100, high: 400, histogram: [] } as unknown as CaptureStatistics;

async function rig(): Promise<CaptureWindow> {
  const figures = new CaptureFigures({ library: { statistics: () => Promise.resolve(STATISTICS) } } as unknown as HubClient);
  await figures.load(CAPTURE.id);
  return new CaptureWindow(() => [CAPTURE], figures);
}

it('begins with the linear view over the full range', async () => {
  const window = await rig();
  expect([window.mode, window.of(CAPTURE)]).toEqual(['full', undefined]);
});

it('stretches the picture only when the user chooses auto contrast', async () => {
  const window = await rig();
  window.mode = 'auto';
  expect(window.of(CAPTURE)).toEqual({ black: 100, white: 400, gamma: 1 });
  window.mode = 'full';
  expect(window.of(CAPTURE)).toBeUndefined();
});
