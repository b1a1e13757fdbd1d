import { EventEmitter } from 'node:events';
import { LINK_CLOSE } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { ManualClock } from '../../test/setup/manual-clock.ts';
import { DEFAULT_LIMITS } from '../process/limits/limits.ts';
import { CameraLink } from './camera-link.ts';

const HOUR_S = 3600;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([
  ['is set forward', HOUR_S, 0, -HOUR_S],
  ['is set back', -HOUR_S, 0, HOUR_S],
  ['slept while the clock of the camera continued', 8 * HOUR_S, 8 * HOUR_S, 0],
  ['slept and is set back', 7 * HOUR_S, 8 * HOUR_S, HOUR_S],
])('corrects the offset to the clock of the camera at once when the computer of the hub %s', (_what, seconds, sleptSeconds, expectedS) => {
  const hostClock = new ManualClock();
  const socket = Object.assign(new EventEmitter(), { close: vi.fn(), terminate: vi.fn() }) as unknown as WebSocket;
  const link = new CameraLink(socket, { onHello: vi.fn(), limits: DEFAULT_LIMITS.links, address: '192.0.2.1', hostClock });
  link.clock.add(1000, 6100, 1200);
  hostClock.jump(seconds, { sleptSeconds });
  expect(link.clock.offsetUs).toBe(5000 + expectedS * 1e6);
  link.close(LINK_CLOSE.silent, 'over');
});
