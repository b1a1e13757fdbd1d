import type { CameraState, Job } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { CameraStates } from './camera-states.ts';

const job = { id: 'j' } as Job;
const camera = {
  id: 'a',
  name: 'Left',
  driver: 'sim',
  model: 'M',
  serial: '1',
  firmware: '2',
  capabilities: { features: {} },
  status: 'stalled',
  fault: { code: 'x' },
  viewers: 1,
  jobs: [job],
} as unknown as CameraState;

it('unsets fields missing from a change, except the jobs', () => {
  const states = new CameraStates();
  states.list([camera]);
  const { fault: _, ...rest } = camera;
  expect(states.changed({ id: 'a', status: 'live', viewers: 2 } as never)).toEqual({ ...rest, status: 'live', viewers: 2 });
  expect(states.changed({ id: 'a', status: 'live', viewers: 2, jobs: [] } as never)?.jobs).toEqual([]);
});

it('takes identity and capabilities from the description only', () => {
  const states = new CameraStates();
  states.list([camera]);
  const { firmware: _, ...rest } = camera;
  const described = { id: 'a', name: 'Right', driver: 'sim', model: 'M', serial: '1', capabilities: { features: { gain: {} } } };
  expect(states.described(described as never)).toEqual({ ...rest, ...described });
});

it('ignores an unknown camera until the list arrives', () => {
  const states = new CameraStates();
  expect([states.changed({ id: 'b' } as never), states.described({ id: 'b' } as never)]).toEqual([null, null]);
});
