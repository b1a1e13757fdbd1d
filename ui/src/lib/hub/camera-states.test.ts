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

it('puts a change to what the camera is, without what is not so any more, and with the jobs it had', () => {
  const states = new CameraStates();
  states.list([camera]);
  const { fault: _, ...rest } = camera;
  expect(states.changed({ id: 'a', status: 'live', viewers: 2 } as never)).toEqual({ ...rest, status: 'live', viewers: 2 });
  expect(states.changed({ id: 'a', status: 'live', viewers: 2, jobs: [] } as never)?.jobs).toEqual([]);
});

it('takes what a camera is and can do from its description alone', () => {
  const states = new CameraStates();
  states.list([camera]);
  const { firmware: _, ...rest } = camera;
  const described = { id: 'a', name: 'Right', driver: 'sim', model: 'M', serial: '1', capabilities: { features: { gain: {} } } };
  expect(states.described(described as never)).toEqual({ ...rest, ...described });
});

it('waits for the list with a camera that it does not know', () => {
  const states = new CameraStates();
  expect([states.changed({ id: 'b' } as never), states.described({ id: 'b' } as never)]).toEqual([null, null]);
});
