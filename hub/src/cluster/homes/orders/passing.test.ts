import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import type { Caller } from '../../../people/caller.ts';
import { PeerUnavailable, type PeerConnection } from '../../peers/peer-connection.ts';
import { HomeTable } from '../home-table.ts';
import { Passing } from './passing.ts';

const HOME = '9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d';
const PERSON = {
  ...{ userId: 'ana', email: 'ana@example.org', name: 'Ana', role: 'operator', address: '192.0.2.1' },
  ...{ tokenVersion: 1, expiresAtMs: 2e12, loginSessionId: 'sign-in' },
} as Caller;

class FakeConnection extends EventEmitter {
  up = true;
  readonly requests: { orderId: string }[] = [];
  answers: (() => Promise<unknown>)[] = [];

  request(_event: string, payload: { orderId: string }): Promise<unknown> {
    this.requests.push(payload);
    return this.answers.shift()?.() ?? Promise.reject(new Error('no answer is left'));
  }
}

let connection: FakeConnection;
let table: HomeTable;
let passing: Passing;

beforeEach(() => {
  connection = new FakeConnection();
  table = new HomeTable('3f2a7c1e-58d4-4b6f-9a0e-1c2d3e4f5a6b');
  table.learn('cam', { fence: 3, hubId: HOME });
  const peers = { connectionTo: () => connection as unknown as PeerConnection };
  passing = new Passing({ peers, table, deadlineMs: (workMs) => 60_000 + workMs });
});

const fire = (): Promise<unknown> => passing.order('camera.fire', 'cam', {}, PERSON, { epoch: 7 });
const fails = (reason: PeerUnavailable['reason']) => (): Promise<never> => Promise.reject(new PeerUnavailable(reason, reason));

it('sends the person, the fence and the epoch', async () => {
  connection.answers = [() => Promise.resolve({})];
  await expect(fire()).resolves.toEqual({});
  expect(connection.requests).toMatchObject([{ cameraId: 'cam', fence: 3, epoch: 7, name: 'camera.fire', person: { userId: 'ana' } }]);
});

it('repeats an order with the same id when the connection was lost before the answer', async () => {
  connection.answers = [
    () => {
      connection.up = false;
      setImmediate(() => {
        connection.up = true;
        connection.emit('up');
      });
      return fails('lost')();
    },
    () => Promise.resolve({}),
  ];
  await expect(fire()).resolves.toEqual({});
  const [first, second] = connection.requests;
  expect(second?.orderId).toBe(first?.orderId);
});

it('does not repeat an order once the camera has moved', async () => {
  connection.answers = [
    () => {
      connection.up = false;
      setImmediate(() => {
        table.learn('cam', { fence: 4, hubId: HOME });
        passing.moved('cam');
      });
      return fails('lost')();
    },
  ];
  await expect(fire()).rejects.toMatchObject({ code: 'camera_offline' });
  expect(connection.requests).toHaveLength(1);
});

it.each([
  ['busy', 'camera_offline'],
  ['timeout', 'camera_timeout'],
] as const)('fails at once when the home is %s', async (reason, code) => {
  connection.answers = [fails(reason)];
  await expect(fire()).rejects.toMatchObject({ code });
});

it('refuses callers without a sign-in, and answers that are none', async () => {
  const nobody = { userId: 'ana', name: 'Ana', role: 'operator' } as Caller;
  await expect(passing.order('camera.fire', 'cam', {}, nobody)).rejects.toMatchObject({ code: 'unauthenticated' });
  connection.answers = [() => Promise.resolve({ exposure: 'long' })];
  await expect(passing.order('settings.update', 'cam', {}, PERSON)).rejects.toMatchObject({ code: 'camera_error' });
});

it('knows which cameras are elsewhere', () => {
  table.claim('own', 1);
  expect(['cam', 'own', 'unknown'].map((id) => passing.isElsewhere(id))).toEqual([true, false, false]);
});
