/** Sends each event at the maximum rate, from a guest of a session and from a viewer at once. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientToServerEvents } from '@eyepiece/shared-types';
import { becomeGuest } from '../clients/call.ts';
import { Intruder } from '../clients/intruder.ts';
import type { Assault, Attack, Target } from '../target.ts';

const BURST = 500;
/** Time between bursts, ms: about 25,000 events a second per connection. */
const PAUSE_MS = 20;
const CONNECTIONS = 2;

type Requests = { readonly [Event in keyof ClientToServerEvents]: (target: Target) => readonly unknown[] };

const ofCamera = ({ cameraId }: Target) => [{ cameraId }];
const ofSession = ({ sessionId }: Target) => [{ sessionId }];
const JOB = { kind: 'timelapse', count: 60, everyMs: 1000 };

/** Payload for each event. A new event in the types does not compile until it is added here. */
export const REQUESTS: Requests = {
  watch: ofCamera,
  unwatch: ofCamera,
  'video:reset': ofCamera,
  'frame:ack': ({ cameraId }) => [cameraId, 1],
  'settings:update': ({ cameraId }) => [{ cameraId, settings: { gain: 1 } }],
  'camera:retry': ofCamera,
  capture: ofCamera,
  'capture:cancel': ({ cameraId }) => [{ cameraId, captureId: randomUUID() }],
  'job:start': ({ cameraId }) => [{ cameraId, job: JOB }],
  'job:estimate': ({ cameraId }) => [{ cameraId, job: JOB }],
  'job:cancel': () => [{ jobId: randomUUID() }],
  'job:resume': () => [{ jobId: randomUUID() }],
  'analysis:watch': ({ cameraId }) => [{ cameraId, histogram: true, focus: true }],
  'analysis:unwatch': ofCamera,
  'corrections:update': ({ cameraId }) => [{ cameraId, corrections: { dark: 'off' } }],
  'camera:fire': ofCamera,
  'live:set': ({ cameraId }) => [{ cameraId, stopped: true }],
  'settings:save': ({ cameraId }) => [{ cameraId, channel: 'user' }],
  'settings:load': ({ cameraId }) => [{ cameraId, channel: 'user' }],
  'objective:choose': ({ cameraId }) => [{ cameraId, objectiveId: null }],
  'presence:update': ({ cameraId }) => [{ view: Math.random() < 0.5 ? 'live' : 'library', cameraId }],
  'control:request': ofCamera,
  'control:withdraw': ofCamera,
  'control:release': ofCamera,
  'control:grant': ofCamera,
  'control:deny': ofCamera,
  'control:take': ({ cameraId }) => [{ cameraId, reason: 'hostile' }],
  'control:active': ofCamera,
  'session:join': ofSession,
  'session:leave': ofSession,
  'session:note': ({ sessionId }) => [{ sessionId, text: 'x'.repeat(4000) }],
  'session:unnote': ({ sessionId }) => [{ sessionId, entryId: 1 }],
  'session:typing': ({ sessionId }) => [{ sessionId, typing: Math.random() < 0.5 }],
  pointer: ({ cameraId }) => [{ cameraId, at: { x: Math.random() * 100, y: 1 } }],
  'annotation:put': ({ cameraId }) => [
    {
      id: randomUUID(),
      target: { kind: 'camera', cameraId },
      shape: { kind: 'freehand', points: Array.from({ length: 200 }, (_, x) => ({ x, y: x })) },
    },
  ],
  'annotation:remove': () => [{ id: randomUUID() }],
  'annotation:restore': () => [{ id: randomUUID() }],
  'diagnostics:watch': () => [{}],
  'diagnostics:unwatch': () => [{}],
  'time:sync': () => [{}],
};

export const FLOODS: readonly Attack[] = Object.entries(REQUESTS).map(([event, requestOf]) => ({
  name: `flood:${event}`,
  about: `a flood of the event ${event}`,
  run: (assault) => flood(assault, event, requestOf),
}));

async function flood(assault: Assault, event: string, requestOf: (target: Target) => readonly unknown[]): Promise<void> {
  const { target } = assault;
  const guest = await becomeGuest(target.hub.port, target.shareSecret);
  const tokens = [target.viewerToken, ...(guest === undefined ? [] : [guest])];
  await Promise.all(
    tokens.flatMap((token) =>
      Array.from({ length: CONNECTIONS }, async () => {
        let intruder: Intruder | undefined;
        while (!assault.over()) {
          if (!intruder?.open) {
            if (intruder) assault.count('ended by the hub');
            intruder = await Intruder.enter(target.hub.port, token);
            if (!intruder) assault.count('not admitted');
          }
          await intruder?.flood(event, requestOf(target), BURST, event !== 'frame:ack');
          assault.count('sent', BURST);
          await delay(PAUSE_MS);
        }
        intruder?.leave();
      }),
    ),
  );
}

/** Each event for a short time. */
const SLICE_MS = 300;

export const ALL_FLOODS: Attack = {
  name: 'floods',
  about: 'a flood of each event, one after the other',
  run: async (assault) => {
    for (const [event, requestOf] of Object.entries(REQUESTS)) {
      const until = performance.now() + SLICE_MS;
      await flood({ ...assault, over: () => performance.now() > until }, event, requestOf);
    }
  },
};
