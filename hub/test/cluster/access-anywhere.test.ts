/** Every route and every event at a hub that is not the home of the cameras: the same answers as at their home. */
import { KEY_SCOPES, ROLES } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_ROWS, EventAsker, expectedAnswers, SENDERS } from '../access/ask-events.ts';
import { RouteAsker } from '../access/ask-routes.ts';
import { AT_CAMERAS, type CallerName } from '../access/callers.ts';
import { ROUTE_POLICIES } from '../access/route-policies.ts';
import { setScene, type Scene } from '../access/scene.ts';
import { LOCAL } from '../http/tls/secure-client.ts';
import { setUpBenchAt } from '../sockets/guest-link.ts';
import type { TestHub } from '../setup/start-hub.ts';
import { startStoreHubs } from './store/store-hubs.ts';

/** Keys of single scopes are tested at the home of the cameras. */
const SENT_BY = SENDERS.filter((name) => !KEY_SCOPES.some((scope) => name === `key ${scope}`));

let scene: Scene;
let routes: RouteAsker;
let events: EventAsker;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const cluster = await startStoreHubs(2, { defaultCamera: 'stage', tls: LOCAL });
  parts.defer(() => cluster.close());
  const [hub, home] = cluster.hubs as [TestHub, TestHub];
  scene = await setScene(() => setUpBenchAt(hub, home));
  parts.defer(() => scene.close()); // closes one of the hubs
  // The others have no valid token; every hub finds that out by itself.
  const mixed = Object.keys(AT_CAMERAS) as (keyof typeof AT_CAMERAS)[];
  const callers: CallerName[] = [
    ...ROLES,
    ...mixed,
    'key with all scopes',
    'key of a camera elsewhere',
    'key of the cameras',
    'live guest',
    'session guest',
    'guest of an ended session',
    'anonymous',
  ];
  routes = await RouteAsker.of(scene, callers);
  events = await EventAsker.of(scene, SENT_BY);
});
afterAll(() => parts.disposeAsync());

describe('routes', () => {
  it.each(Object.entries(ROUTE_POLICIES))('%s', async (row, policy) => {
    expect(await routes.askAll(row, policy)).toEqual(routes.expected(row, policy));
  });
});

describe('events', () => {
  it.each(EVENT_ROWS)('$row', async ({ event, policy }) => {
    expect(await events.askAll(event, policy)).toEqual(expectedAnswers(event, policy, SENT_BY));
  });
});
