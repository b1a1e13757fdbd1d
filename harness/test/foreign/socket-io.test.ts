/** Viewers of a Socket.IO 4 server that is not Eyepiece, healthy and with defects. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { ChatServer, type ChatOptions } from './chat-server.ts';
import { Folder } from '../folder.ts';
import { FIGURES, LAST, measure, ORDERS, perViewer, runCrowd, streamOf, VIEWERS } from './session.ts';

const DESCRIPTION = { seq: '0.seq', time: '0.info.takenAt', timeUnit: 'iso', send: ['join ["room-1"]'] };
let server: ChatServer | undefined;
const folder = new Folder();

afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => folder.remove());

async function start(options?: ChatOptions): Promise<ChatServer> {
  server = await ChatServer.start(options);
  return server;
}

describe('a Socket.IO server', () => {
  it.each(FIGURES)('with %s frames gives these figures', async (order, figures) => {
    const chat = await start();
    const report = await measure({
      stream: await streamOf('socket.io', DESCRIPTION),
      url: chat.url,
      publish: () => chat.publish(ORDERS[order]),
    });
    expect(perViewer(report)).toEqual(figures);
    expect(report.published).toBe(LAST);
    expect(report.groups[0]).toMatchObject({ silent: 0, reconnects: 0, losses: {}, fromFuture: 0 });
    expect(report.groups[0]?.bytes).toBeGreaterThan(VIEWERS * figures.frames * 2000);
    expect(report.groups[0]?.ageMs.p50).toBeGreaterThan(0);
  });

  it('that stops sending to one viewer is found', async () => {
    const chat = await start();
    const publish = (): void => chat.publish(ORDERS.healthy, chat.sockets.slice(1));
    const stream = await streamOf('socket.io', DESCRIPTION);
    const { groups } = await measure({ stream, url: chat.url, publish, expected: VIEWERS - 1 });
    expect(groups[0]).toMatchObject({ silent: 1, dropped: LAST, reconnects: 0, share: { worst: 0 } });
  });

  it('that throws out a viewer is found', async () => {
    const chat = await start();
    const publish = async (): Promise<void> => {
      const [unlucky] = chat.sockets;
      unlucky?.disconnect(true);
      await expect.poll(() => chat.sockets.filter((socket) => socket.rooms.has('room-1')).length).toBe(VIEWERS);
      chat.publish(ORDERS.healthy);
    };
    const { groups } = await measure({ stream: await streamOf('socket.io', DESCRIPTION), url: chat.url, publish });
    expect(groups[0]).toMatchObject({ reconnects: 1, dropped: 0 });
    expect(Object.values(groups[0]?.losses ?? {})).toEqual([1]);
  });

  it('without numbers and times has rates, bytes and gaps, but no ages and shares', async () => {
    const chat = await start();
    const stream = await streamOf('socket.io', { send: DESCRIPTION.send });
    const isLast = (_: number | null, frames: number): boolean => frames === LAST + 1;
    const report = await measure({ stream, url: chat.url, publish: () => chat.publish(ORDERS.healthy), isLast });
    const [group] = (JSON.parse(JSON.stringify(report)) as typeof report).groups;
    expect(group).toMatchObject({ frames: VIEWERS * LAST, dropped: null, share: { mean: null }, ageMs: { p50: null }, repeated: 0 });
    expect(group?.gapMs.p50).toBeGreaterThan(0);
  });

  it.each([
    ['callbacks', 'callback', { callbacks: true }],
    ['an event', 'frame:ack', {}],
    ['an event with a template', { event: 'frame:ack', args: ['{seq}'] }, {}],
  ])('gets acknowledgements by %s', async (_what, acknowledge, options) => {
    const chat = await start(options);
    const stream = await streamOf('socket.io', { ...DESCRIPTION, acknowledge });
    await measure({ stream, url: chat.url, publish: () => chat.publish(ORDERS.healthy) });
    // Number 0 included.
    await expect.poll(() => chat.acknowledged.length).toBe(VIEWERS * (LAST + 1));
    expect(new Set(chat.acknowledged).size).toBe(LAST + 1);
  });

  it('may have a path, a namespace, auth, a query and headers', async () => {
    const seen: unknown[] = [];
    const chat = await start({
      path: '/live/io',
      namespace: '/wall',
      admit: ({ handshake }) => {
        seen.push([handshake.auth, handshake.query['site'], handshake.headers['x-tenant']]);
        return true;
      },
    });
    const more = { path: '/live/io', auth: { token: 'T' }, query: { site: 7 }, headers: { 'X-Tenant': 'a' } };
    const stream = await streamOf('socket.io', { ...DESCRIPTION, ...more });
    const report = await measure({ stream, url: `${chat.url}/wall`, publish: () => chat.publish(ORDERS.healthy) });
    expect(perViewer(report)).toEqual(FIGURES[0]?.[1]);
    expect(seen).toEqual(Array.from({ length: VIEWERS }, () => [{ token: 'T' }, '7', 'a']));
  });

  it.each(['0null', '0{', '0[]['])('that opens with %s is reported in one line', async (handshake) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', (socket) => socket.send(handshake));
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { code, error } = await runCrowd('--protocol', 'socket.io', '--url', url);
      expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: 'the server sends a handshake that is not a JSON object\n' });
    } finally {
      server.close();
    }
  });

  it('that refuses is reported in one line', async () => {
    const chat = await start({ admit: () => false, refusal: 'no\n\u001b[31mentry' });
    const { code, error } = await runCrowd('--protocol', 'socket.io', '--url', chat.url);
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: 'the server refused: no [31mentry\n' });
  });
});

describe('the command', () => {
  async function steady(step: number): Promise<ChatServer> {
    const chat = await start();
    let seq = 0;
    const timer = setInterval(() => chat.publish([(seq += step)]), 20);
    timers.push(timer);
    return chat;
  }
  const timers: NodeJS.Timeout[] = [];
  afterEach(() => {
    for (const timer of timers.splice(0)) clearInterval(timer);
  });

  it('measures by flags, and meets its limits', async () => {
    const chat = await steady(1);
    const described = ['--seq', '0.seq', '--time', '0.info.takenAt', '--time-unit', 'iso', '--send', 'join ["room-1"]'];
    const limits = ['--min-frames', '0.3', '--max-late', '0', '--max-repeated', '0', '--max-reconnects', '0', '--max-age-p95', '20000'];
    const { code, error, out } = await runCrowd('--protocol', 'socket.io', '--url', chat.url, ...described, ...limits);
    expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
    expect(out).toMatch(/\d+ frames published in 1\.\d s/);
  });

  it('measures by a file, and finds four of five frames missing', async () => {
    const chat = await steady(5);
    const file = folder.file('chat.yaml', `seq: 0.seq\nsend:\n  - event: join\n    args: [room-1]\n`);
    const { code, error } = await runCrowd('--protocol', 'socket.io', '--url', chat.url, '--protocol-options', file, '--min-frames', '0.9');
    expect(code).toBe(EXIT.missed);
    expect(error).toMatch(/^missed: a fast viewer got \d\d\.\d % of the frames, below 90 %\n$/);
  });

  it('names the events that arrive instead of frames', async () => {
    const chat = await steady(1);
    const args = ['--event', 'picture', '--seq', '0.number', '--send', 'join ["room-1"]'];
    const stream = await streamOf('socket.io', { ...DESCRIPTION, seq: '0.number' });
    await measure({ stream, url: chat.url, publish: () => undefined, isLast: (_, frames) => frames === 3 });
    expect(stream.misfit).toMatch(/^a frame has no number at 0\.number: 451-\["frame",\{"seq":0/);
    const { code, error } = await runCrowd('--protocol', 'socket.io', '--url', chat.url, ...args);
    expect(code).toBe(EXIT.notWatchable);
    expect(error).toMatch(/received no frame within 15 s: other messages arrived: welcome \(3\), frame \(\d+\)\n$/);
  }, 60_000);

  it('reaches a slow viewer over a slow link', async () => {
    const chat = await steady(1);
    const limits = ['--min-fps', '1', '--max-gap', '20000', '--time', '0.info.takenAt', '--time-unit', 'iso'];
    const { code, out } = await runCrowd(
      '--protocol',
      'socket.io',
      '--url',
      chat.url,
      '--slow',
      '1@10mbit',
      '--send',
      'join ["room-1"]',
      ...limits,
    );
    expect(code).toBe(EXIT.met);
    expect(out).toContain('1 slow');
    expect(out).toContain("ages assume that the server's clock is 0.0 ms ahead of this one");
  });
});
