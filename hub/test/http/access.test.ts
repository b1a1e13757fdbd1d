/** Every route of the OpenAPI document, called by every kind of caller. A route without a row in the table fails. */
import { ERROR_STATUS } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RouteAsker, routeOf } from '../access/ask-routes.ts';
import { CALLER_NAMES, type Caller } from '../access/callers.ts';
import { outcomeFor } from '../access/policy.ts';
import { CAMERA_ROUTES, OTHER_POLICIES } from '../access/other-policies.ts';
import { ROUTE_POLICIES } from '../access/route-policies.ts';
import { setScene, type Scene } from '../access/scene.ts';

let scene: Scene;
let asker: RouteAsker;

beforeAll(async () => {
  scene = await setScene();
  asker = await RouteAsker.of(scene);
});
afterAll(() => scene.close());

it('has a policy for exactly the routes of the document', () => {
  const rows = [...new Set(Object.keys(ROUTE_POLICIES).map(routeOf))];
  expect(rows.toSorted()).toEqual([...asker.documented.keys()].toSorted());
});

describe('the API', () => {
  it.each(Object.entries(ROUTE_POLICIES))('%s', async (row, policy) => {
    expect(await asker.askAll(row, policy)).toEqual(asker.expected(row, policy));
  });
});

describe('outside the API', () => {
  const statusOf = async (path: string, { token, key = token }: Caller): Promise<number> =>
    (await scene.hub.raw(path, key === undefined ? {} : { authorization: `Bearer ${key}` })).status;

  it.each(Object.entries(OTHER_POLICIES))('%s', async (row, policy) => {
    const path = row.slice('GET '.length);
    for (const name of CALLER_NAMES) {
      const outcome = outcomeFor(policy, name, policy.scope, false);
      const status = outcome === 'served' ? 200 : ERROR_STATUS[outcome];
      expect([name, await statusOf(path, asker.caller(name))]).toEqual([name, status]);
    }
  });

  it.each(Object.entries(CAMERA_ROUTES))('%s', async (route, { ask, answer }) => {
    for (const name of CALLER_NAMES) {
      const answered = await asker.call(route, await ask(scene), asker.caller(name));
      expect([name, answered]).toEqual([name, name === 'camera token' ? answer : 'unauthenticated']);
    }
  });

  it('the camera link', async () => {
    for (const name of CALLER_NAMES) {
      const { token, key = token } = asker.caller(name);
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const socket = new WebSocket(`${scene.hub.url.replace('http', 'ws')}/ingest/v1`, { headers });
      const answer = await new Promise((resolve) => {
        socket.once('open', () => resolve('open'));
        socket.once('error', ({ message }) => resolve(message));
      });
      socket.terminate();
      expect([name, answer]).toEqual([name, name === 'camera token' ? 'open' : 'Unexpected server response: 401']);
    }
  });
});
