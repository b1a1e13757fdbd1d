/** All that guests may do, as a table. What is not in it is refused: a new route or event, too, until it is put here. */
import { randomUUID } from 'node:crypto';
import type { Annotation, CreateShare } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMELAPSE } from '../fake-jobs.ts';
import type { TestClient } from '../start-hub.ts';
import { comeIn, setUpBench, share, type Bench } from './guest-link.ts';

type Kind = CreateShare['kind'];
/** Whatever the event is called. */
interface AnySocket {
  emitWithAck(event: string, request: object): Promise<{ ok: boolean; error?: { code: string } }>;
}

const PUBLIC = ['GET /health', 'GET /ready', 'POST /auth/login', 'POST /auth/logout', 'POST /auth/guest'];
const LIVE_ROUTES = [
  'GET /auth/me',
  'GET /cameras',
  'GET /cameras/{id}',
  'GET /cameras/{id}/control',
  'GET /cameras/{id}/feed',
  'GET /cameras/{id}/snapshot.jpg',
  'GET /annotations',
  'GET /annotations/{id}/history',
];
const SESSION_ROUTES = [
  ...LIVE_ROUTES,
  'GET /captures',
  'GET /captures/{id}',
  'GET /captures/{id}/file',
  'GET /captures/{id}/history',
  'GET /captures/{id}/neighbours',
  'GET /captures/{id}/statistics',
  'GET /captures/{id}/thumbnail',
  'GET /captures/{id}/view',
  'GET /captures/facets',
  'GET /captures/timeline',
  'GET /sessions/{id}',
  'GET /sessions/{id}/log',
  'GET /sessions/{id}/log/{entryId}/history',
  'POST /sessions/{id}/join',
  'POST /sessions/{id}/leave',
  'POST /sessions/{id}/notes',
  'DELETE /sessions/{id}/notes/{entryId}',
];
const LIVE_EVENTS = ['watch', 'unwatch'];
const SESSION_EVENTS = [
  ...LIVE_EVENTS,
  'annotation:put',
  'annotation:remove',
  'annotation:restore',
  'session:join',
  'session:note',
  'session:typing',
  'session:unnote',
  'session:leave',
];
/** Nothing is answered to these; what they bring about is tested elsewhere. */
const UNANSWERED = ['presence:update', 'pointer', 'frame:ack', 'time:sync'];
const SOCKET_IO = ['disconnect', 'disconnecting', 'error', 'newListener', 'removeListener'];

let bench: Bench;
let guests: Record<Kind, { token: string; client: TestClient }>;
let drawn: { ours: Annotation; foreign: Annotation };

beforeAll(async () => {
  bench = await setUpBench();
  const { hub, stage, operator } = bench;
  stage.on['demand'] = ({ streaming }: { streaming: boolean }) => void (streaming && stage.sendFrame());
  const guest = async (kind: Kind) => {
    const { access_token: token } = await comeIn(hub, (await share(bench, kind)).secret, `A ${kind} guest`);
    return { token, client: await hub.client({ token }) };
  };
  guests = { live: await guest('live'), session: await guest('session') };
  drawn = { ours: await draw(operator, 'stage'), foreign: await draw(operator, 'other') };
});
afterAll(() => bench.hub.close());

async function draw(client: TestClient, cameraId: string): Promise<Annotation> {
  const shape = { kind: 'text', at: { x: 1, y: 1 }, text: cameraId } as const;
  const reply = await client.emitWithAck('annotation:put', { id: randomUUID(), target: { kind: 'camera', cameraId }, shape });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.annotation;
}

/** Lists that are part of the library's: guests have to say that they mean their session. */
const FILTERED = /^\/captures(\/facets|\/timeline|\/\{id\}\/neighbours)?$/;

/** Ids of what is inside of the links' scope, or outside. */
function pathOf(path: string, inside: boolean): string {
  const ids: Record<string, string> = inside
    ? { cameras: 'stage', captures: bench.capture.id, sessions: bench.session.id, annotations: drawn.ours.id }
    : { cameras: 'other', captures: bench.foreign.capture.id, sessions: bench.foreign.session.id, annotations: drawn.foreign.id };
  const folder = path.split('/')[1] ?? '';
  const filled = path.replace('{id}', ids[folder] ?? randomUUID()).replace('{entryId}', '1');
  if (path === '/annotations') return `${filled}?cameraId=${ids['cameras'] ?? ''}`;
  return FILTERED.test(path) ? `${filled}?sessionId=${ids['sessions'] ?? ''}` : filled;
}

async function call(kind: Kind, route: string, inside: boolean): Promise<{ status: number; code?: string }> {
  const [method = '', path = ''] = route.split(' ');
  const ending = new AbortController(); // a feed never ends by itself
  const { token } = guests[kind];
  const body = method === 'GET' || method === 'DELETE' ? {} : { json: path.endsWith('/notes') ? { text: 'seen' } : {} };
  const response = await bench.hub.api(pathOf(path, inside), { method, token, signal: ending.signal, ...body });
  const { status } = response;
  const refusal = status >= 400 ? ((await response.json()) as { code: string }) : undefined;
  ending.abort();
  return { status, ...(refusal && { code: refusal.code }) };
}

async function everyRoute(): Promise<string[]> {
  const response = await bench.hub.api('/openapi.json');
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  );
}

describe.each([
  ['live', LIVE_ROUTES],
  ['session', SESSION_ROUTES],
] as const)('a %s guest', (kind, allowed) => {
  it('may call these routes and no other', async () => {
    const routes = await everyRoute();
    expect(routes).toEqual(expect.arrayContaining([...PUBLIC, ...SESSION_ROUTES]));
    const reached: string[] = [];
    for (const route of routes.filter((one) => !PUBLIC.includes(one))) {
      const { status, code } = await call(kind, route, true);
      if (status === 401 || status === 403) expect([route, code]).toEqual([route, 'forbidden']);
      else reached.push(route);
    }
    expect(reached.toSorted()).toEqual(allowed.toSorted());
  });

  it('is refused what belongs to others by the same routes', async () => {
    for (const route of allowed.filter((one) => one.includes('{id}') || /(annotations|captures|facets|timeline)$/.test(one))) {
      expect([route, await call(kind, route, false)]).toEqual([route, { status: 403, code: 'forbidden' }]);
    }
  });
});

describe.each([
  ['live', LIVE_EVENTS],
  ['session', SESSION_EVENTS],
] as const)('over a socket, a %s guest', (kind, allowed) => {
  const requests = (cameraId: string, sessionId: string, annotation: Annotation): Record<string, object> => {
    const camera = { cameraId };
    const job = { ...camera, job: TIMELAPSE };
    const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'mine' };
    return {
      watch: camera,
      unwatch: camera,
      'annotation:put': { id: randomUUID(), target: { kind: 'camera', cameraId }, shape },
      'annotation:remove': { id: annotation.id },
      'annotation:restore': { id: annotation.id },
      'session:join': { sessionId },
      'session:note': { sessionId, text: 'seen' },
      'session:typing': { sessionId, typing: true },
      'session:unnote': { sessionId, entryId: 1 },
      'session:leave': { sessionId },
      'settings:update': { ...camera, settings: { exposure: 1 } },
      capture: camera,
      'camera:retry': camera,
      'camera:fire': camera,
      'job:start': job,
      'job:estimate': job,
      'job:cancel': { jobId: randomUUID() },
      'job:resume': { jobId: randomUUID() },
      'analysis:watch': { ...camera, histogram: true, focus: false },
      'analysis:unwatch': camera,
      'corrections:update': { ...camera, corrections: { dark: 'off' } },
      'settings:save': { ...camera, channel: 'user' },
      'settings:load': { ...camera, channel: 'user' },
      'objective:choose': { ...camera, objectiveId: null },
      'control:take': { ...camera, reason: 'because' },
      ...Object.fromEntries(['request', 'withdraw', 'release', 'grant', 'deny', 'active'].map((verb) => [`control:${verb}`, camera])),
    };
  };
  const ask = async (event: string, request: object): Promise<string> => {
    const client: AnySocket = guests[kind].client;
    const reply = await client.emitWithAck(event, request);
    return reply.error?.code ?? 'ok';
  };

  it('may send these events and no other', async () => {
    const { client } = guests[kind];
    const listened =
      bench.hub.hub.io.sockets.sockets
        .get(client.id ?? '')
        ?.eventNames()
        .map(String) ?? [];
    const own = kind === 'session' ? await draw(client, 'stage') : drawn.ours;
    const events = requests('stage', bench.session.id, own);
    expect(listened.filter((name) => !SOCKET_IO.includes(name)).toSorted()).toEqual([...UNANSWERED, ...Object.keys(events)].toSorted());
    const answers = [];
    for (const [event, request] of Object.entries(events)) answers.push([event, await ask(event, request)] as const);
    expect(answers.filter(([, answer]) => answer !== 'forbidden').map(([event]) => event)).toEqual(allowed);
    expect(answers.filter(([, answer]) => answer === 'ok').length).toBeGreaterThanOrEqual(allowed.length - 1); // there is no note 1
  });

  it('is refused what belongs to others', async () => {
    const events = requests('other', bench.foreign.session.id, drawn.foreign);
    for (const event of allowed.filter((name) => name !== 'unwatch')) {
      expect([event, await ask(event, events[event] ?? {})]).toEqual([event, 'forbidden']);
    }
    if (kind === 'session') {
      const onForeign = { id: randomUUID(), target: { kind: 'capture', captureId: bench.foreign.capture.id }, shape: drawn.ours.shape };
      expect(await ask('annotation:put', onForeign)).toBe('forbidden');
    }
  });
});
