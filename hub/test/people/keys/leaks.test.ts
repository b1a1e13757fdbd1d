/** An API key in every wrong place of every route and event: no output of the hub repeats it. */
import { Writable } from 'node:stream';
import { EVENT_SCOPES, KEY_SCOPES, ROUTE_SCOPES } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { hubLogger } from '../../../src/process/hub-logger.ts';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import { createKey } from '../../setup/keys.ts';
import { startHub, type TestClient } from '../../setup/start-hub.ts';
import { setUpBenchAt, type Bench } from '../../sockets/guest-link.ts';
import { parseAnswer, RawConnection } from '../../http/limits/raw-connection.ts';
import { send, WRONG_PLACES } from './wrong-places.ts';

const MANY = 1_000_000;
const guesses = { ...DEFAULT_LIMITS.guesses, perAddress: MANY, perAccount: MANY, budget: MANY };
/** Ends the sign-in of the test. */
const ENDS_SIGN_IN = 'POST /auth/logout';
const OTHERS = [
  'GET /',
  'GET /health',
  'GET /metrics',
  'GET /docs',
  'GET /openapi.json',
  'GET /socket.io/',
  'PUT /ingest/v1/captures/{id}',
];
const ROUTES = [...Object.keys(ROUTE_SCOPES).map((name) => name.replace(' ', ' /api/v1')), ...OTHERS];

let bench: Bench;
let log = '';
let messages = '';
let token: string;
let key: string;

beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log += chunk.toString();
      done();
    },
  });
  const limits = { ...DEFAULT_LIMITS, guesses };
  bench = await setUpBenchAt(await startHub({ defaultCamera: 'stage', trustProxy: 1 }, { limits, logger: hubLogger('trace', sink) }));
  const { hub } = bench;
  ({ token } = await hub.person('admin'));
  ({ key } = await createKey(hub, token, { name: 'nightly', scopes: [...KEY_SCOPES] }));
  const watcher = await hub.client({ token: (await hub.login()).access_token });
  watcher.on('diagnostics', (sample) => (messages += JSON.stringify(sample)));
  expect(await watcher.emitWithAck('diagnostics:watch', { messages: true })).toMatchObject({ ok: true });
});
afterAll(() => bench.hub.close());

/** Whether a text has the secret of the key, or a half of it. */
function leaks(text: string): boolean {
  const plain = text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))).toLowerCase();
  const secret = key.slice(-43).toLowerCase();
  return plain.includes(secret.slice(0, 16)) || plain.includes(secret.slice(-16));
}

async function everything(): Promise<Record<string, string>> {
  const { hub } = bench;
  const get = async (path: string): Promise<string> => (await hub.api(path, { token })).text();
  const { user } = await hub.login();
  const metrics = await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return {
    log,
    messages,
    'the audit trail': JSON.stringify(await hub.audit()),
    'the exported audit trail': await get('/audit/export'),
    'the sign-ins': (await get('/auth/sessions')) + (await get(`/users/${user.id}/sessions`)),
    'the keys': await get('/keys'),
    'the viewers': await get('/viewers'),
    'the logs': await get('/logs'),
    metrics: await metrics.text(),
  };
}

async function expectNoLeak(): Promise<void> {
  const found = Object.entries(await everything()).filter(([, text]) => leaks(text));
  expect(found.map(([name]) => name)).toEqual([]);
}

describe.each(Object.entries(WRONG_PLACES))('%s', (_place, wrong) => {
  it('comes back from no route', async () => {
    const repeated: string[] = [];
    for (const route of ROUTES) {
      const signedIn = route.endsWith(ENDS_SIGN_IN.slice('POST '.length)) ? undefined : token;
      const [status, text] = await send(bench.hub, route, wrong(key), signedIn);
      expect([route, status]).not.toEqual([route, 500]);
      if (leaks(text)) repeated.push(`${route} ${status}`);
    }
    expect(repeated).toEqual([]);
    await expectNoLeak();
  });
});

it('a sign-in with the key as e-mail, password or program', async () => {
  const { hub } = bench;
  for (const json of [
    { email: key, password: key },
    { email: `${key}@example.org`, password: 'x' },
    { email: 'admin@example.org', password: key },
  ]) {
    const response = await hub.api('/auth/login', { method: 'POST', json, headers: { 'user-agent': key } });
    expect([response.ok, leaks(await response.text())]).toEqual([false, false]);
  }
  const { user, password } = await hub.person('viewer');
  const json = { email: user.email, password };
  expect((await hub.api('/auth/login', { method: 'POST', json, headers: { 'user-agent': key } })).status).toBe(200);
  expect(leaks(await (await hub.api(`/users/${user.id}/sessions`, { token })).text())).toBe(false);
  await expectNoLeak();
});

it('an error of a camera that repeats the key, and an answer that makes no sense', async () => {
  const { hub, stage } = bench;
  stage.on['camera.fire'] = () => {
    throw new RpcFailure({ code: -32_000, message: `the device says ${key}` });
  };
  stage.on['settings.save'] = () => ({ [key]: key });
  stage.on['settings.load'] = () => key;
  for (const [path, json] of [
    ['fire', {}],
    ['settings/save', { channel: 'user' }],
    ['settings/load', { channel: 'user' }],
  ] as const) {
    const response = await hub.api(`/cameras/stage/${path}`, { method: 'POST', token, json });
    expect([path, leaks(await response.text())]).toEqual([path, false]);
  }
  await expectNoLeak();
});

it.each([
  ['the method', (text: string) => `${text} / HTTP/1.1\r\nHost: hub\r\n\r\n`],
  ['the version', (text: string) => `GET / ${text}\r\nHost: hub\r\n\r\n`],
  ['the name of a header', (text: string) => `GET /health HTTP/1.1\r\nHost: hub\r\n${text}\r\n\r\n`],
  ['the host', (text: string) => `GET / HTTP/1.1\r\nHost: ${text}\r\nConnection: close\r\n\r\n`],
  ['a target that is no path', (text: string) => `GET ${text} HTTP/1.1\r\nHost: hub\r\n\r\n`],
  ['an upgrade', (text: string) => `GET /${text} HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade, close\r\nUpgrade: ${text}\r\n\r\n`],
])('a malformed request with the key as %s', async (_what, bytes) => {
  const connection = await RawConnection.open(bench.hub.url);
  connection.socket.write(bytes(key), 'latin1');
  const { status } = await connection.lastAnswer();
  expect(status).toBeGreaterThanOrEqual(400);
  expect([leaks(connection.received), parseAnswer(connection.received).headers['connection']]).toEqual([false, 'close']);
  await expectNoLeak();
});

interface Emitting {
  readonly emit: (event: string, ...args: unknown[]) => void;
  readonly emitWithAck: (event: string, ...args: unknown[]) => Promise<unknown>;
}
/** A client without the types of events. */
function bound(client: TestClient): Emitting {
  const untyped = client as unknown as Emitting;
  return { emit: untyped.emit.bind(client), emitWithAck: untyped.emitWithAck.bind(client.timeout(60_000)) };
}

describe('sockets', () => {
  interface Wrong {
    readonly auth?: Readonly<Record<string, () => unknown>>;
    readonly query?: boolean;
    readonly cookie?: boolean;
  }
  const WRONG: readonly (readonly [what: string, wrong: Wrong])[] = [
    ['a handshake with another field', { auth: { key: () => key } }],
    ['a handshake with a list', { auth: { token: () => [key] } }],
    ['a handshake with a key that is cut off', { auth: { token: () => key.slice(0, -1) } }],
    ['an unknown purpose', { auth: { token: () => token, purpose: () => key } }],
    ['the query', { query: true }],
    ['a cookie', { cookie: true }],
  ];
  it.each(WRONG)('%s', async (_what, { auth = {}, query, cookie }) => {
    const handshake = Object.fromEntries(Object.entries(auth).map(([name, value]) => [name, value()]));
    const options = { ...(query && { query: { token: key } }), ...(cookie && { extraHeaders: { cookie: `eyepiece_session=${key}` } }) };
    const outcome = await bench.hub
      .client(handshake as { token?: string }, options)
      .catch((error: unknown) => error as Error & { data?: unknown });
    if (outcome instanceof Error) expect(leaks(outcome.message + JSON.stringify(outcome.data))).toBe(false);
    else outcome.disconnect();
    await expectNoLeak();
  });

  it('every event with the key in each field, and an event of its name', async () => {
    const { hub } = bench;
    const shapes = [key, [key], { [key]: key }, { cameraId: key, sessionId: key, jobId: key, id: key, captureId: key }];
    const unanswered = ['frame:ack', 'presence:update', 'pointer', key];
    for (const event of [...Object.keys(EVENT_SCOPES), key]) {
      // The hub closes a connection with too many invalid messages.
      const client: TestClient = await hub.client({ token });
      const { emit, emitWithAck } = bound(client);
      for (const shape of shapes) {
        if (unanswered.includes(event)) emit(event, shape);
        else {
          const reply = await emitWithAck(event, shape).catch((error: unknown) => String(error));
          expect([event, leaks(JSON.stringify(reply))]).toEqual([event, false]);
        }
      }
      client.disconnect();
    }
    await expectNoLeak();
  });

  it('a camera link with the key as its token', async () => {
    const { hub } = bench;
    await expect(hub.camera({ cameraId: 'stranger', token: key }).connect()).rejects.toThrow();
    await expectNoLeak();
  });
});
