/**
 * The roles and guests that may send each event, with a minimal valid request. The type requires a row for every event.
 */
import type { ClientToServerEvents, ErrorCode } from '@eyepiece/shared-types';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import type { TestClient } from '../setup/start-hub.ts';
import type { Caller } from './callers.ts';
import { ALL_GUESTS, OF_SESSION, WATCHING, type Policy } from './policy.ts';
import * as make from './scene.ts';
import type { Scene } from './scene.ts';

export interface Sender extends Caller {
  readonly client: TestClient;
}

type Events = keyof ClientToServerEvents;
type RequestOf<Event extends Events> = Parameters<ClientToServerEvents[Event]>[0];

/** An event that is acknowledged. */
export interface EventPolicy<Event extends Events = Events> extends Policy {
  /** Tells cases of the same event apart; absent if there is one case. */
  readonly when?: string;
  /** `by` owns the objects created for the request. */
  readonly ask: (scene: Scene, by: Sender) => RequestOf<Event> | Promise<RequestOf<Event>>;
  /** The error code of a served request that finds nothing to do. */
  readonly answer?: ErrorCode;
}

/** Events without an acknowledgement: the test checks their effects. */
type Unanswered = 'frame:ack' | 'presence:update' | 'pointer' | 'time:sync';
export const UNANSWERED_POLICIES: Record<Unanswered, Policy> = {
  'frame:ack': { from: 'viewer', guests: ALL_GUESTS },
  'presence:update': { from: 'viewer', guests: ALL_GUESTS },
  pointer: { from: 'viewer', guests: OF_SESSION },
  'time:sync': { from: 'viewer', guests: ALL_GUESTS },
};

const camera = { cameraId: 'stage' };
const order = { from: 'operator', ask: () => camera } as const;

export const EVENT_POLICIES: { readonly [Event in Exclude<Events, Unanswered>]: readonly EventPolicy<Event>[] } = {
  watch: [{ from: 'viewer', guests: WATCHING, ask: () => camera }],
  unwatch: [{ from: 'viewer', guests: ALL_GUESTS, ask: () => camera }],
  'video:reset': [{ from: 'viewer', guests: ALL_GUESTS, ask: () => camera }],

  'settings:update': [{ from: 'operator', ask: () => ({ ...camera, settings: { gain: 1 } }) }],
  'settings:save': [{ from: 'operator', ask: () => ({ ...camera, channel: 'user' }) }],
  'settings:load': [{ from: 'operator', ask: () => ({ ...camera, channel: 'user' }) }],
  'corrections:update': [{ from: 'operator', ask: () => ({ ...camera, corrections: { dark: 'off' } }) }],
  'camera:fire': [order],
  'live:set': [{ from: 'operator', ask: () => ({ ...camera, stopped: false }) }],
  'camera:retry': [{ from: 'contributor', ask: () => camera }],
  'objective:choose': [{ from: 'operator', ask: () => ({ ...camera, objectiveId: null }) }],
  capture: [{ from: 'contributor', ask: () => camera }],
  'capture:cancel': [
    { when: 'own', from: 'contributor', ask: async (scene, by) => ({ ...camera, captureId: await make.exposingBy(scene, by) }) },
    {
      when: 'of another person',
      from: 'operator',
      alsoScope: 'control',
      ask: async (scene) => ({ ...camera, captureId: await make.exposingBy(scene) }),
    },
  ],

  'job:start': [
    { from: 'operator', alsoScope: 'control', ask: async (scene) => ({ cameraId: await make.cameraWithoutJob(scene), job: TIMELAPSE }) },
  ],
  'job:estimate': [{ from: 'operator', ask: () => ({ ...camera, job: TIMELAPSE }) }],
  'job:cancel': [{ from: 'operator', alsoScope: 'control', ask: async (scene) => ({ jobId: await make.jobAtSpare(scene) }) }],
  'job:resume': [{ from: 'operator', alsoScope: 'control', ask: async (scene) => ({ jobId: await make.jobAtSpare(scene) }) }],

  'analysis:watch': [{ from: 'viewer', ask: () => ({ ...camera, histogram: true }) }],
  'diagnostics:watch': [{ from: 'admin', ofCameras: false, ask: () => ({ messages: true }) }],
  'diagnostics:unwatch': [{ from: 'admin', ofCameras: false, ask: () => ({}) }],

  'analysis:unwatch': [{ from: 'viewer', ask: () => camera }],

  'control:request': [order],
  'control:active': [order],
  'control:release': [order],
  'control:withdraw': [order],
  'control:grant': [{ ...order, answer: 'conflict' }],
  'control:deny': [{ ...order, answer: 'conflict' }],
  'control:take': [{ from: 'admin', alsoScope: 'control', ask: () => ({ ...camera, reason: 'because' }) }],

  'session:join': [{ from: 'viewer', guests: OF_SESSION, ask: ({ session }) => ({ sessionId: session.id }) }],
  'session:leave': [{ from: 'viewer', guests: OF_SESSION, ask: ({ session }) => ({ sessionId: session.id }) }],
  'session:typing': [{ from: 'contributor', guests: OF_SESSION, ask: ({ session }) => ({ sessionId: session.id, typing: true }) }],
  'session:note': [
    { from: 'contributor', guests: OF_SESSION, ask: ({ session }) => ({ sessionId: session.id, text: 'seen' }) },
    {
      when: "another's",
      from: 'operator',
      ask: async (scene) => ({ sessionId: scene.session.id, text: 'changed', entryId: await make.noteBy(scene, scene.owner) }),
    },
  ],
  'session:unnote': [
    {
      when: 'own',
      from: 'contributor',
      guests: OF_SESSION,
      ask: async (scene, by) => ({ sessionId: scene.session.id, entryId: await make.noteBy(scene, by) }),
    },
    {
      when: "another's",
      from: 'operator',
      ask: async (scene) => ({ sessionId: scene.session.id, entryId: await make.noteBy(scene, scene.owner) }),
    },
  ],

  'annotation:put': [
    { from: 'contributor', guests: OF_SESSION, ask: () => make.shapeAt({ kind: 'camera', cameraId: 'stage' }) },
    {
      when: 'on a capture',
      from: 'contributor',
      guests: OF_SESSION,
      ask: ({ capture }) => make.shapeAt({ kind: 'capture', captureId: capture.id }),
    },
    { when: "another's", from: 'contributor', ask: ({ drawn: { id, target, shape } }) => ({ id, target, shape }) },
  ],
  'annotation:remove': [
    { when: 'own', from: 'contributor', guests: OF_SESSION, ask: async (_, { client }) => ({ id: await make.drawBy(client) }) },
    { when: "another's", from: 'operator', ask: async ({ operator }) => ({ id: await make.drawBy(operator) }) },
  ],
  'annotation:restore': [
    { when: 'own', from: 'contributor', guests: OF_SESSION, ask: async (_, { client }) => ({ id: await make.removedBy(client) }) },
    { when: "another's", from: 'contributor', ask: async ({ operator }) => ({ id: await make.removedBy(operator) }) },
  ],
};
