/** Many requests, many pages, and clients that send or read slowly: all of them are bounded, and the page goes on. */
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PageSession } from './page-session.ts';

const REQUESTS = 2000;
const STREAMS = 150;
const PAGES_MAX = 50;

let session: PageSession;
const closers: (() => void)[] = [];
beforeEach(async () => {
  session = await PageSession.start();
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await session.close();
});

function get(path: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = session.url;
    const asked = request({ host: hostname, port, path, headers: { cookie: session.cookie }, agent });
    asked.on('error', reject);
    asked.on('response', resolve);
    asked.end();
    closers.push(() => asked.destroy());
  });
}

it(`answers ${REQUESTS} requests`, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  closers.push(() => agent.destroy());
  const statuses = await Promise.all(
    Array.from({ length: REQUESTS }, async (_, index) => {
      const answer = await get(index % 100 === 0 ? '/api/scenarios' : '/page/serve.js', agent);
      answer.resume();
      return answer.statusCode;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
});

it(`has ${PAGES_MAX} pages at most, and room again when they close`, async () => {
  const agent = new Agent({ maxSockets: STREAMS });
  const answers = await Promise.all(Array.from({ length: STREAMS }, () => get('/api/events', agent)));
  const open = answers.filter(({ statusCode }) => statusCode === 200);
  expect(open).toHaveLength(PAGES_MAX);
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 503]));
  for (const answer of answers) answer.destroy();
  await expect
    .poll(async () => {
      const answer = await get('/api/events', agent);
      answer.destroy();
      return answer.statusCode;
    })
    .toBe(200);
});

it('refuses more connections than it can hold, and answers again when they are gone', async () => {
  const sockets: Socket[] = [];
  let closed = 0;
  for (let index = 0; index < 300; index += 1) {
    const socket = connect(Number(session.url.port), session.url.hostname);
    socket.on('error', () => undefined);
    socket.resume();
    socket.on('close', () => (closed += 1));
    // A request that does not end.
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ');
    sockets.push(socket);
  }
  closers.push(() => sockets.forEach((socket) => socket.destroy()));
  await expect.poll(() => closed, { timeout: 60_000 }).toBeGreaterThanOrEqual(100);
  // The time of the others runs out.
  await expect.poll(() => closed, { timeout: 120_000 }).toBe(300);
  expect((await session.ask('/')).status).toBe(200);
}, 240_000);
