/** The REST interface: what it does to live connections, and what it refuses. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ControlServer } from '../../src/proxy/control/control-server.ts';
import { arrivesAt, closeEnds, onClose, webSocketThrough, type End } from './ends.ts';
import type { FaultProxy } from '../../src/proxy/fault-proxy.ts';

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
let proxy: FaultProxy;
let client: End;
let server: End;
let control: ControlServer;
let stops = 0;

beforeEach(async () => {
  ({ proxy, client, server } = await webSocketThrough({ rules: [{ name: 'lossy', fault: 'drop', direction: 'down', enabled: false }] }));
  stops = 0;
  control = await ControlServer.start(proxy, 0, () => (stops += 1));
  onClose(() => control.close());
});
afterEach(closeEnds);

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; content: unknown }> {
  const answer = await fetch(control.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, content: text === '' ? undefined : JSON.parse(text) };
}

const arrives = (text: string): Promise<boolean> => arrivesAt(client, server, text);

it('lists rules with their counts, and switches them', async () => {
  expect(await call('GET', '/v1/rules')).toEqual({
    status: 200,
    content: { rules: [{ name: 'lossy', fault: 'drop', enabled: false, matched: 0, applied: 0, bytes: 0 }] },
  });
  expect(await arrives('passes')).toBe(true);
  expect((await call('PATCH', '/v1/rules/lossy', { enabled: true })).status).toBe(204);
  expect(await arrives('dropped')).toBe(false);
  expect((await call('GET', '/v1/rules')).content).toMatchObject({ rules: [{ enabled: true, matched: 1, applied: 1, bytes: 7 }] });
});

it('adds and removes rules', async () => {
  expect(await call('POST', '/v1/rules', { fault: 'drop', name: 'all' })).toEqual({ status: 201, content: { name: 'all' } });
  expect(await call('POST', '/v1/rules', { fault: 'drop', direction: 'up' })).toEqual({ status: 201, content: { name: 'rule-1' } });
  expect(await arrives('dropped')).toBe(false);
  expect((await call('DELETE', '/v1/rules/all')).status).toBe(204);
  expect(await arrives('passes')).toBe(true);
});

it('releases held messages, of one rule or all', async () => {
  await call('POST', '/v1/rules', { fault: 'hold', name: 'hold', direction: 'down' });
  expect(await arrives('first')).toBe(false);
  expect((await call('POST', '/v1/rules/hold/release')).status).toBe(204);
  await expect.poll(() => client.texts).toEqual(['first']);
  expect(await arrives('second')).toBe(false);
  expect((await call('POST', '/v1/release')).status).toBe(204);
  await expect.poll(() => client.texts).toEqual(['first', 'second']);
  expect(await arrives('third')).toBe(false);
  expect((await call('DELETE', '/v1/rules/hold')).status).toBe(204);
  await expect.poll(() => client.texts).toEqual(['first', 'second', 'third']);
});

it('lists connections, injects messages into one and cuts it', async () => {
  expect(await call('GET', '/v1/connections')).toMatchObject({ status: 200, content: { connections: [{ id: 'ws1', path: '/' }] } });
  expect((await call('POST', '/v1/connections/ws1/messages', { direction: 'down', message: { text: 'new' } })).status).toBe(204);
  expect((await call('POST', '/v1/connections/ws1/messages', { direction: 'up', message: { base64: 'AAEC' } })).status).toBe(204);
  await expect.poll(() => client.texts).toEqual(['new']);
  await expect.poll(() => server.received).toEqual([{ data: Buffer.from([0, 1, 2]), isBinary: true }]);
  const closed = Promise.all([client.closed(), server.closed()]);
  expect((await call('DELETE', '/v1/connections/ws1')).status).toBe(204);
  expect((await closed).map(({ code }) => code)).toEqual([1006, 1006]);
});

it('a byte fault that is switched on applies to open connections', async () => {
  const closed = client.closed();
  await call('POST', '/v1/rules', { fault: 'reset', name: 'rst' });
  expect((await closed).code).toBe(1006);
  expect((await call('GET', '/v1/rules')).content).toMatchObject({ rules: [{}, { name: 'rst', matched: 1, applied: 1 }] });
});

it('asks to stop', async () => {
  expect((await call('POST', '/v1/stop')).status).toBe(202);
  await expect.poll(() => stops).toBe(1);
});

it.each<[string, string, unknown, number, string | RegExp]>([
  ['GET', '/v1/nothing', undefined, 404, 'there is nothing at /v1/nothing'],
  ['GET', '/v1/rules/lossy/release', undefined, 405, '/v1/rules/lossy/release allows POST'],
  ['DELETE', '/v1/rules/none', undefined, 404, 'there is no rule named none'],
  ['PATCH', '/v1/rules/lossy', { enabled: 'yes' }, 400, /^enabled: /],
  ['PATCH', '/v1/rules/lossy', undefined, 400, /^body: /],
  ['PATCH', '/v1/rules/%', { enabled: true }, 400, 'URI malformed'],
  ['POST', '/v1/rules', { fault: 'rate', rate: '-1mbit' }, 400, 'rate: a rate is needed, as in 500kbit or 1mbit'],
  ['POST', '/v1/rules', { fault: 'drop', name: 'lossy' }, 400, 'there is a rule named lossy already'],
  ['DELETE', '/v1/connections/ws9', undefined, 404, 'there is no connection ws9'],
  ['POST', '/v1/connections/ws9/messages', { direction: 'up', message: { text: '' } }, 404, 'there is no connection ws9'],
  ['POST', '/v1/connections/ws1/messages', { direction: 'up', message: {} }, 400, 'message: one of text, base64 and args is needed'],
  ['POST', '/v1/rules', 'x'.repeat(1024 * 1024), 413, 'the body is longer than 1048576 bytes'],
])('%s %s is refused', async (method, path, body, status, message) => {
  const answer = await call(method, path, body);
  expect(answer.status).toBe(status);
  expect((answer.content as { error: string }).error).toMatch(message);
});

it.each([
  [{ host: 'evil.example' }, 403, 'the Host evil.example is not this machine'],
  [{ origin: 'https://evil.example' }, 403, 'the Origin https://evil.example is not this machine'],
  [{ origin: 'null' }, 403, 'the Origin null is not this machine'],
  [{ 'content-type': 'text/plain' }, 415, 'the body must have the content type application/json'],
  [{ 'content-type': 'application/json' }, 400, 'the body is not JSON'],
])('a request with %j is refused', async (headers, status, message) => {
  const sent = request(`${control.url}/v1/rules`, { method: 'POST', headers }).end('{');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(status);
  expect(JSON.parse(Buffer.concat(await answer.toArray()).toString())).toEqual({ error: message });
});

it('a body that is nested very deeply is refused', async () => {
  const body = `{"fault":"inject","message":{"args":${DEEP}}}`;
  const answer = await fetch(`${control.url}/v1/rules`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: 'the body is nested too deeply' });
});

it('has at most 1000 rules', async () => {
  while (proxy.counts().length < 1000) proxy.rules.add({ fault: 'drop', enabled: false });
  expect(await call('POST', '/v1/rules', { fault: 'drop', enabled: false })).toMatchObject({
    status: 400,
    content: { error: 'there are 1000 rules; no more are added' },
  });
});

it('a page of this machine may use it', async () => {
  const answer = await fetch(`${control.url}/v1/rules`, { headers: { origin: 'http://localhost:5173' } });
  expect(answer.status).toBe(200);
});
