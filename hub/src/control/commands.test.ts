/** The subscription of a capture command to the arrival of its capture. */
import type { Capture, CaptureParams } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import type { Caller } from '../people/caller.ts';
import { CameraCommands, type CameraCommandsParts } from './commands.ts';

const ANA: Caller = { userId: '7b0c5c9e-1f0e-4d0b-9f0a-5a4a3c2b1d0e', name: 'Ana', role: 'operator' };

/** Commands to a camera that `answer`s; `signals` are those of the subscriptions. */
function rig(answer: (params: CaptureParams) => Promise<unknown>) {
  const signals: AbortSignal[] = [];
  const parts = {
    orders: {
      exposuresMs: () => 8,
      deadlineMs: () => 60_000,
      camera: () => ({ state: { settings: {} } }),
      send: async (_id: string, _method: string, params: CaptureParams) => answer(params),
    },
    control: { admit: () => undefined },
    sessions: { openOf: () => undefined },
    journal: () => undefined,
    arrivals: {
      expect: (_id: string, signal: AbortSignal) => {
        signals.push(signal);
        const { promise, reject } = Promise.withResolvers<Capture>();
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        return promise;
      },
    },
  };
  return { commands: new CameraCommands(parts as unknown as CameraCommandsParts), signals };
}

it('does not exist for a capture that is answered when it is kept', async () => {
  const { commands, signals } = rig((params) => Promise.resolve({ capture: { id: params.captureId, cameraId: 'cam' } }));
  for (let n = 0; n < 100; n += 1) {
    expect(await commands.capture('cam', { answerWhen: 'kept' }, ANA)).toMatchObject({ state: 'kept', capture: { cameraId: 'cam' } });
  }
  expect(signals).toEqual([]);
});

it.each(['kept', 'stored'] as const)('ends at once when the command fails, answered when %s', async (answerWhen) => {
  const { commands, signals } = rig(() => Promise.reject(new HubError('no_space', 'the disk is full')));
  await expect(commands.capture('cam', { answerWhen }, ANA)).rejects.toMatchObject({ code: 'no_space' });
  expect(signals.map(({ aborted }) => aborted)).toEqual(answerWhen === 'kept' ? [] : [true]);
});
