import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '@eyepiece/host/free-port';
import type { StartFault } from '@eyepiece/host/start-faults';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TroubleServer } from './server.ts';

const HOST = '127.0.0.1';
const LINES = [{ part: 'hub', level: 'error' as const, text: 'connect ECONNREFUSED' }];
let fault: StartFault;
let server: TroubleServer;
let port: number;

beforeEach(async () => {
  fault = 'database_unavailable';
  server = new TroubleServer({ fault: () => fault, lines: () => LINES });
  port = await freePort();
  await server.open(port, HOST);
});
afterEach(() => server.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`http://${HOST}:${port}${path}`, { method, headers });

it('shows a page at every address, in the language of the browser, without log lines', async () => {
  const answer = await get('/live/camera-1?x=1', { accept: 'text/html,*/*', 'accept-language': 'de' });
  const page = await answer.text();
  expect(answer.status).toBe(503);
  expect(answer.headers.get('eyepiece-trouble')).toBe('database_unavailable');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(page).toContain('Die Datenbank antwortet nicht.');
  expect(page).not.toContain('ECONNREFUSED');
});

it('runs only its own script', async () => {
  const answer = await get('/', { accept: 'text/html' });
  const policy = answer.headers.get('content-security-policy') ?? '';
  const [, script = ''] = /<script>([^]*)<\/script>/.exec(await answer.text()) ?? [];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  expect(policy).toContain(`script-src 'sha256-${Buffer.from(digest).toString('base64')}'`);
  expect(policy).toContain("default-src 'none'");
});

it('tells programs what is wrong now, and the log lines only with the secret of the console', async () => {
  expect(await (await get('/api/v1/cameras')).json()).toMatchObject({
    statusCode: 503,
    code: 'hub_not_running',
    what: 'The database does not answer.',
  });
  fault = 'disk_full';
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: server.secret }, { authorization: 'Bearer ' }]) {
    const body = (await (await get('/trouble', headers)).json()) as object;
    expect(body).toMatchObject({ what: 'The disk is full.' });
    expect(body).not.toHaveProperty('lines');
  }
  expect(await (await get('/trouble', { authorization: `Bearer ${server.secret}` })).json()).toMatchObject({ lines: LINES });
});

it('answers other methods and frees the port at once, also while a connection is open', async () => {
  expect((await get('/api/v1/auth/login', {}, 'POST')).status).toBe(503);
  expect(await (await get('/', {}, 'HEAD')).text()).toBe('');
  const idle = connect(port, HOST);
  await once(idle, 'connect');
  idle.on('error', () => undefined).resume();
  const ended = once(idle, 'close');
  await server.close();
  await ended;
  const next = new TroubleServer({ fault: () => fault, lines: () => [] });
  await next.open(port, HOST);
  await next.close();
  expect(next.secret).not.toBe(server.secret);
});
