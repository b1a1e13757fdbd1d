/** A link to a server: its rate, its distance, and the address over it. */
import { afterEach, expect, it } from 'vitest';
import { openLink, type Link, type LinkShape } from '../../src/proxy/link.ts';
import { CLOCK_MS, closeEnds, httpServer, onClose, webSocketClient, webSocketServer } from './ends.ts';

afterEach(closeEnds);

const BODY = Buffer.from(Array.from({ length: 50_000 }, (_item, index) => (index * 7) & 0xff));

async function linkTo(address: string, shape: LinkShape): Promise<Link> {
  const link = await openLink(address, shape);
  onClose(() => link.close());
  return link;
}

it('keeps the path and the query of the address', async () => {
  const { url } = await httpServer(({ url: path }, response) => void response.end(path));
  const asked = async (address: string): Promise<string> => (await fetch((await linkTo(address, {})).url)).text();
  expect(await asked(`${url}/stream?action=1`)).toBe('/stream?action=1');
  expect(await asked(url)).toBe('/');
  expect((await linkTo(url, {})).url).not.toMatch(/\/$/);
});

it('leaves WebSocket addresses as they are', async () => {
  const { url, served } = await webSocketServer();
  const link = await linkTo(url.replace('http:', 'ws:'), {});
  expect(link.url).toMatch(/^ws:/);
  const client = await webSocketClient(link.url);
  client.socket.send('hello');
  expect((await served[0]!.next()).data.toString()).toBe('hello');
});

it('passes bytes on unchanged, no faster than the link', async () => {
  const { url } = await httpServer((_request, response) => void response.end(BODY));
  const link = await linkTo(url, { bitsPerSecond: 1_000_000, roundTripMs: 20 });
  const began = performance.now();
  const answer = Buffer.from(await (await fetch(link.url)).arrayBuffer());
  expect(answer.equals(BODY)).toBe(true);
  // 50 kB take 400 ms. A busy machine may take longer, never shorter.
  expect(performance.now() - began).toBeGreaterThan(400 - CLOCK_MS);
});

it.each([
  { shared: true, leastMs: 800 },
  { shared: false, leastMs: 400 },
])('gives two connections the rate together or each by itself: $shared', async ({ shared, leastMs }) => {
  const { url } = await httpServer((_request, response) => void response.end(BODY));
  const link = await linkTo(url, { bitsPerSecond: 1_000_000, shared });
  const began = performance.now();
  const answers = await Promise.all([1, 2].map(async () => Buffer.from(await (await fetch(link.url)).arrayBuffer())));
  expect(answers.map((answer) => answer.equals(BODY))).toEqual([true, true]);
  expect(performance.now() - began).toBeGreaterThan(leastMs - CLOCK_MS);
});

it('delays each direction by half the round trip', async () => {
  const { url, served } = await webSocketServer();
  const client = await webSocketClient((await linkTo(url, { roundTripMs: 200 })).url);
  const began = performance.now();
  client.socket.send('ping');
  await served[0]!.next();
  expect(performance.now() - began).toBeGreaterThan(100 - CLOCK_MS);
  served[0]!.socket.send('pong');
  await client.next();
  expect(performance.now() - began).toBeGreaterThan(200 - CLOCK_MS);
});

it.each([
  [{ bitsPerSecond: 10 }, 'a rate from 100bit to 10gbit'],
  [{ bitsPerSecond: Number.NaN }, 'a rate is needed'],
  [{ roundTripMs: -1 }, 'a time is needed'],
])('refuses %j', async (shape, message) => {
  await expect(openLink('http://127.0.0.1:1', shape)).rejects.toThrow(message);
});

it('refuses an address that is not HTTP or WebSocket', async () => {
  await expect(openLink('tcp://127.0.0.1:1', {})).rejects.toThrow('tcp://127.0.0.1:1: an address is needed');
});
