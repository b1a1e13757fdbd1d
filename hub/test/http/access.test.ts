/** Every route of the OpenAPI document, called by every kind of caller. A route without a row in the table fails. */
import { ERROR_STATUS, type ErrorBody } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CALLER_NAMES, isRole, callerFactory, type Caller, type CallerName, type CreateCaller } from '../access/callers.ts';
import { outcomeFor } from '../access/policy.ts';
import { CAMERA_ROUTES, OTHER_POLICIES, ROUTE_POLICIES, type Request, type RoutePolicy } from '../access/route-policies.ts';
import { release, setScene, type Scene } from '../access/scene.ts';

const API = '/api/v1';

let scene: Scene;
let createCaller: CreateCaller;
let callers: ReadonlyMap<CallerName, Caller>;
/** The success status in the OpenAPI document, by route. */
let documented: ReadonlyMap<string, number>;

beforeAll(async () => {
  scene = await setScene();
  createCaller = callerFactory(scene);
  const made = [];
  for (const name of CALLER_NAMES) made.push([name, await createCaller(name)] as const);
  callers = new Map(made);
  const document = (await (await scene.hub.api('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  };
  documented = new Map(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { responses }]) => [
        `${method.toUpperCase()} ${path.replace(API, '')}`,
        Number(Object.keys(responses).find((status) => status !== 'default')),
      ]),
    ),
  );
});
afterAll(() => scene.close());

/** Removes the case in parentheses from the key of a row. */
const routeOf = (row: string): string => row.replace(/ \(.*\)$/, '');

function callerOf(name: CallerName): Caller {
  const caller = callers.get(name);
  if (!caller) throw new Error(`there is no ${name}`);
  return caller;
}

/** Fills in the ids of a request, by default those of the scene. */
function filled(path: string, { id, entryId }: Request): string {
  const ids: Record<string, string> = {
    cameras: 'stage',
    captures: scene.capture.id,
    sessions: scene.session.id,
    annotations: scene.drawn.id,
  };
  const folder = path.split('/')[1] ?? '';
  return path
    .replace('{id}', id ?? ids[folder] ?? '')
    .replace('{entryId}', String(entryId ?? scene.note.id))
    .replace('{filename}', 'captures.zip');
}

async function call(route: string, request: Request, { token, feedToken }: Caller): Promise<number | string> {
  const [method = '', path = ''] = route.split(' ');
  const query = new URLSearchParams(request.query);
  if (feedToken !== undefined) query.set('token', feedToken);
  // A feed has no end.
  const ending = new AbortController();
  const response = await scene.hub.api(`${filled(path, request)}?${query.toString()}`, {
    method,
    signal: ending.signal,
    ...(request.json && { json: request.json }),
    ...(request.body && { body: request.body }),
    ...(request.headers && { headers: request.headers }),
    ...(token !== undefined && { token }),
  });
  const refusal = response.status >= 400 ? ((await response.json()) as ErrorBody).code : undefined;
  ending.abort();
  return refusal ?? response.status;
}

/** Sends the request first as all callers that should be refused, then as those that should be served. */
async function askAll(row: string, policy: RoutePolicy): Promise<Record<string, number | string>> {
  const { ask = (): Request | Promise<Request> => ({}) } = policy;
  const served = CALLER_NAMES.filter((name) => outcomeFor(policy, name) === 'served');
  const answers: Record<string, number | string> = {};
  const refused = CALLER_NAMES.filter((name) => !served.includes(name));
  if (refused.length > 0) {
    const request = await ask(scene, scene.owner);
    for (const name of refused) answers[name] = await call(routeOf(row), request, callerOf(name));
  }
  for (const name of served) {
    const caller = policy.endsToken ? await createCaller(name) : callerOf(name);
    answers[name] = await call(routeOf(row), await ask(scene, caller), caller);
    if (isRole(name) && !row.startsWith('GET ')) await release(scene, caller);
  }
  return answers;
}

function expected(policy: RoutePolicy, status: number | undefined): Record<string, number | string | undefined> {
  const outcomes = CALLER_NAMES.map((name) => [name, outcomeFor(policy, name)] as const);
  return Object.fromEntries(outcomes.map(([name, outcome]) => [name, outcome === 'served' ? status : outcome]));
}

it('has a policy for exactly the routes of the document', () => {
  const rows = [...new Set(Object.keys(ROUTE_POLICIES).map(routeOf))];
  expect(rows.toSorted()).toEqual([...documented.keys()].toSorted());
});

describe('the API', () => {
  it.each(Object.entries(ROUTE_POLICIES))('%s', async (row, policy) => {
    expect(await askAll(row, policy)).toEqual(expected(policy, documented.get(routeOf(row))));
  });
});

describe('outside the API', () => {
  const statusOf = async (path: string, { token }: Caller): Promise<number> =>
    (await scene.hub.raw(path, token === undefined ? {} : { authorization: `Bearer ${token}` })).status;

  it.each(Object.entries(OTHER_POLICIES))('%s', async (row, policy) => {
    const path = row.slice('GET '.length);
    for (const name of CALLER_NAMES) {
      const outcome = outcomeFor(policy, name);
      const status = outcome === 'served' ? 200 : ERROR_STATUS[outcome];
      expect([name, await statusOf(path, callerOf(name))]).toEqual([name, status]);
    }
  });

  it.each(Object.entries(CAMERA_ROUTES))('%s', async (route, { ask, answer }) => {
    for (const name of CALLER_NAMES) {
      const answered = await call(route, await ask(scene), callerOf(name));
      expect([name, answered]).toEqual([name, name === 'camera token' ? answer : 'unauthenticated']);
    }
  });

  it('the camera link', async () => {
    for (const name of CALLER_NAMES) {
      const { token } = callerOf(name);
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
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
