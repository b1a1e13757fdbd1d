import type { CameraState, Job } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import { Jobs, type JobsDeps } from './jobs.svelte.ts';

const nowUs = (): number => Date.now() * 1000;
const job = (id: string, over: Partial<Job> = {}): Job => ({
  id,
  cameraId: 'a',
  job: { kind: 'burst', count: 10 },
  state: 'running',
  total: 10,
  done: 0,
  missed: 0,
  bytes: 0,
  startedAtUs: nowUs(),
  ...over,
});
const camera = (id: string, status: string, jobs: Job[] = [], clockStepUs = 0, trigger = 'free') =>
  ({ id, status, settings: { trigger }, clockOffsetUs: 2_000_000, clockStepUs, jobs }) as unknown as CameraState;

function rig({
  role = 'operator',
  connected = true,
  status = 'live',
  jobs = [] as Job[],
  held = null as string | null,
  clockStepUs = 0,
  trigger = 'free',
} = {}) {
  const events = new Emitter<HubEvents>();
  const list = [camera('a', status, jobs, clockStepUs, trigger), camera('b', 'live')];
  const answers = {
    startJob: (): Promise<Job> => Promise.resolve(job('new')),
    cancelJob: (): Promise<Job> => Promise.reject(new HubError('job_not_found', 'x')),
  };
  const of = new Jobs({
    hub: { events, ...answers } as unknown as HubClient,
    cameras: { list, selected: list[0] } as unknown as JobsDeps['cameras'],
    session: { user: { role }, handleError: asHubError } as unknown as JobsDeps['session'],
    connection: { connected, localMs: (us: number) => us / 1000 - 500 } as unknown as JobsDeps['connection'],
    lease: { blocked: held },
  });
  events.emit('cameras', list);
  return { events, of, camera: camera('a', status) };
}

it('restores a running job from the camera states', () => {
  const { of } = rig({ jobs: [job('one', { done: 3 }), job('old', { state: 'done', startedAtUs: 1, endedAtUs: 2 })] });
  expect(of.current?.id).toBe('one');
  expect(of.result).toBeNull();
  expect(of.blocked).toBe('Burst running: one job at a time.');
});

it('follows progress, and shows the result until it is dismissed', () => {
  const { events, of } = rig({ jobs: [job('one')] });
  events.emit('job', job('one', { done: 4 }));
  expect(of.current?.done).toBe(4);
  events.emit('job', job('other camera', { cameraId: 'b' }));
  expect(of.current?.id).toBe('one');
  events.emit('job', job('one', { state: 'done', done: 10, endedAtUs: nowUs() }));
  expect([of.current, of.result?.id, of.blocked]).toEqual([null, 'one', null]);
  of.dismiss('one');
  expect(of.result).toBeNull();
});

it('ignores an answer older than an update', () => {
  const { events, of } = rig();
  events.emit('job', job('one', { done: 4 }));
  events.emit('job', job('one', { done: 0 }));
  expect(of.current?.done).toBe(4);
  events.emit('job', job('one', { state: 'cancelled', done: 4, endedAtUs: nowUs() }));
  events.emit('job', job('one', { done: 9 }));
  expect(of.current).toBeNull();
  events.emit('job', job('two', { state: 'paused', done: 4 }));
  events.emit('job', job('two', { done: 4 }));
  expect(of.current?.state).toBe('running');
});

it('does not show old results', () => {
  const hourAgoUs = nowUs() - 3_600_000_000;
  const { of } = rig({ jobs: [job('one', { state: 'done', startedAtUs: hourAgoUs, endedAtUs: hourAgoUs })] });
  expect(of.result).toBeNull();
});

it("converts times from the camera's clock", () => {
  expect(rig().of.localMs(job('one'), 10_000_000)).toBe(10_000 - 2000 - 500);
  expect(rig({ clockStepUs: 3_000_000 }).of.localMs(job('one'), 10_000_000)).toBe(10_000 - 3000 - 2000 - 500);
});

it('reports why no job can be started', () => {
  expect(rig({ role: 'contributor' }).of.blocked).toBe('Your role (contributor) cannot start jobs; it needs operator or above.');
  expect(rig({ held: 'Ana controls this camera.' }).of.blocked).toBe('Ana controls this camera.');
  expect(rig({ connected: false }).of.blocked).toBe('The hub cannot be reached.');
  expect(rig({ status: 'disconnected' }).of.blocked).toBe('The camera is not connected.');
  expect(rig({ status: 'stalled' }).of.blocked).toBe('The camera sends no frames.');
  expect(rig({ status: 'stalled', trigger: 'software' }).of.blocked).toBeNull();
  expect(rig({ status: 'offline' }).of.blocked).toBe('The camera service is not running.');
  expect(rig().of.blocked).toBeNull();
});

it('adds a job from the answer, and passes on an error', async () => {
  const { of, camera: selected } = rig();
  await of.start(selected, { kind: 'burst', count: 10 });
  expect([of.current?.id, of.busy]).toEqual(['new', false]);
  await expect(of.cancel({ id: 'gone', cameraId: 'a' })).rejects.toMatchObject({ code: 'job_not_found' });
  expect(of.busy).toBe(false);
});
