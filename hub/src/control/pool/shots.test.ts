import type { CaptureMetadata, CaptureReply, ShotOrder, ShotSpread } from '@eyepiece/shared-types';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { HubError } from '../../errors.ts';
import type { Caller } from '../../people/caller.ts';
import { Shots } from './shots.ts';

const ANA = { userId: '0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c', name: 'Ana', role: 'contributor' } as Caller;
const CAMERAS = Array.from({ length: 200 }, (_, at) => `cam-${String(at)}`);

function make(rows = { begin: () => Promise.resolve(true), end: vi.fn(() => Promise.resolve()), find: () => Promise.resolve(null) }) {
  const answers = new Map<string, PromiseWithResolvers<CaptureReply>>();
  const orders: ShotOrder[] = [];
  const noteSpread = vi.fn((_id: string, _spread: ShotSpread) => Promise.resolve());
  const shots = new Shots({
    commands: {
      capture: (cameraId, _request, _person, under) => {
        const answer = Promise.withResolvers<CaptureReply>();
        answers.set(cameraId, answer);
        if (under?.shot) orders.push(under.shot);
        return answer.promise;
      },
    },
    groups: { get: () => Promise.reject(new HubError('not_found', 'no group')) },
    rows: rows as never,
    captures: { list: () => Promise.resolve({ captures: [], nextCursor: null, total: 0 }), noteSpread },
    logger: pino({ level: 'silent' }),
  });
  return { shots, answers, orders, noteSpread, rows };
}

/** Began to expose at this time by the clock of the hub. */
function kept(startUs: number): CaptureReply {
  const shot = { id: ANA.userId, size: 200, clock: { offsetUs: 5000, uncertaintyUs: 10 } };
  const capture = { id: ANA.userId, capturedAtUs: startUs + 13_000, exposureMs: 8, shot } as CaptureMetadata;
  return { state: 'kept', message: '', capture };
}

it('asks 200 cameras at once, and answers each in the order of the request', async () => {
  const { shots, answers, orders, noteSpread } = make();
  const taken = shots.take({ cameraIds: CAMERAS }, ANA);
  await vi.waitFor(() => expect(answers.size).toBe(200));
  expect(new Set(orders.map(({ id, size }) => `${id} ${String(size)}`)).size).toBe(1);
  for (const [at, cameraId] of CAMERAS.toReversed().entries()) {
    if (cameraId === 'cam-7') answers.get(cameraId)?.reject(new Error('a defect'));
    else answers.get(cameraId)?.resolve(kept(1_000_000 + at * 100));
  }
  const { results, spread } = await taken;
  expect(results.map(({ cameraId }) => cameraId)).toEqual(CAMERAS);
  expect(results[7]).toEqual({
    cameraId: 'cam-7',
    state: 'failed',
    error: { code: 'internal', message: 'Something went wrong in the hub' },
  });
  expect(spread).toEqual({ spreadUs: 19_900, uncertaintyUs: 20, cameras: 199 });
  expect(noteSpread).toHaveBeenCalledTimes(1);
});

it('answers also when the database goes away meanwhile', async () => {
  const away = (): Promise<never> => Promise.reject(new HubError('database_unavailable', 'away'));
  const { shots, answers } = make({ begin: () => Promise.resolve(true), end: vi.fn(away), find: () => Promise.resolve(null) });
  const taken = shots.take({ cameraIds: ['a'] }, ANA);
  await vi.waitFor(() => expect(answers.size).toBe(1));
  answers.get('a')?.resolve(kept(0));
  expect((await taken).results).toMatchObject([{ state: 'kept' }]);
});

it('answers a shot whose hub was lost with what arrived, an hour later', async () => {
  const results = [{ cameraId: 'a', state: 'failed', error: { code: 'camera_timeout', message: 'The camera has not answered yet' } }];
  const row = { id: ANA.userId, groupId: null, groupName: null, userId: ANA.userId, userName: 'Ana', endedAt: null, results };
  const again = (begunAt: Date): Promise<unknown> => {
    const rows = { begin: () => Promise.resolve(false), end: vi.fn(), find: () => Promise.resolve({ ...row, begunAt }) };
    return make(rows as never).shots.take({ id: ANA.userId, cameraIds: ['a'] }, ANA);
  };
  await expect(again(new Date())).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('no answer yet') as string });
  const begunAt = new Date(Date.now() - 3_700_000);
  await expect(again(begunAt)).resolves.toMatchObject({ begunAt: begunAt.toISOString(), endedAt: null, results });
});

it('asks no camera for an id that another person has used, or that cannot be stored', async () => {
  const { shots, answers } = make({ begin: () => Promise.resolve(false), end: vi.fn(), find: () => Promise.resolve(null) });
  await expect(shots.take({ id: ANA.userId, cameraIds: ['a'] }, ANA)).rejects.toMatchObject({ code: 'conflict' });
  expect(answers.size).toBe(0);
});
