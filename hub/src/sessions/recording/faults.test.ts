import { EventEmitter } from 'node:events';
import type { CameraState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { Camera } from '../../ingest/camera.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { recordFaults } from './faults.ts';

it('records a camera that changes all the time a few times only, and never ends with a fault that is over', () => {
  const camera = Object.assign(new EventEmitter(), { id: 'loose', state: { status: 'live' } }) as unknown as Camera;
  const registry = Object.assign(new EventEmitter(), { all: [camera] }) as unknown as CameraRegistry;
  const actions: string[] = [];
  recordFaults({ registry, isHome: () => true, leader: { isLeader: true } }, { fault: (_id, action) => actions.push(action) });
  const report = (status: CameraState['status']): boolean => camera.emit('state', { status, statusSinceUs: 0 } as CameraState);
  for (let count = 0; count < 1000; count += 1) {
    report('disconnected');
    report('live');
    camera.emit('clockStepped', 3_600_000_000);
  }
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.length).toBeLessThan(60);
  const faults = actions.filter((action) => action === 'fault.disconnected').length;
  expect(actions.filter((action) => action === 'fault.recovered')).toHaveLength(faults);
  expect(actions.filter((action) => action.startsWith('fault.')).findLast((action) => action !== 'fault.clock')).toBe('fault.recovered');
});
