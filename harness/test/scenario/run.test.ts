/** Runs with servers of the test. They end when the test has seen what it waits for, not after a time. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { freePort } from '@eyepiece/host/free-port';
import { scenarioOf } from '../../src/scenario/load.ts';
import type { LoggedMessage, RunResult } from '../../src/scenario/result.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { ScenarioInput } from '../../src/scenario/schema/scenario.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const LAST = 200;
const OPTIONS = { seq: 'u32be@0' };

function frame(seq: number): Buffer {
  const message = Buffer.alloc(100);
  message.writeUInt32BE(seq, 0);
  return message;
}

interface TestServer {
  readonly url: string;
  readonly viewers: ReadonlySet<WebSocket>;
  readonly heard: string[];
  readonly joins: () => number;
}

async function start(greet: (viewer: WebSocket) => void): Promise<TestServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const heard: string[] = [];
  let joins = 0;
  server.on('connection', (viewer) => {
    joins += 1;
    viewer.on('error', () => undefined);
    viewer.on('message', (data) => heard.push((data as Buffer).toString()));
    greet(viewer);
  });
  await once(server, 'listening');
  closers.push(() => {
    for (const viewer of server.clients) viewer.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, viewers: server.clients, heard, joins: () => joins };
}

/** Runs until the test has seen enough. */
function running(scenario: Omit<ScenarioInput, 'duration'>, seen: (message: LoggedMessage) => boolean = () => false) {
  const ended = new AbortController();
  const onMessage = (message: LoggedMessage): void => {
    if (seen(message)) ended.abort(new Error('seen'));
  };
  const result = runScenario(scenarioOf({ duration: '2m', ...scenario }), { signal: ended.signal, onMessage });
  // A test that fails does not leave its run behind.
  closers.push(() => ended.abort(new Error('over')));
  return { result, end: () => ended.abort(new Error('enough')) };
}

describe('a fault with a share', () => {
  /** The numbers that each of three viewers got. */
  async function received(seed: number): Promise<Record<string, number[]>> {
    const server = await start((viewer) => {
      for (let seq = 1; seq <= LAST; seq += 1) viewer.send(frame(seq));
      viewer.send('done');
    });
    const numbers: Record<string, number[]> = {};
    let done = 0;
    const crowds = [{ name: 'a', viewers: 3, ramp: '100ms', protocol: 'websocket', options: { ...OPTIONS, numbering: 'connection' } }];
    const faults: ScenarioInput['faults'] = [{ name: 'lossy', rules: [{ fault: 'drop', direction: 'down', kind: 'binary', share: 0.3 }] }];
    const { result } = running({ seed, target: { url: server.url }, crowds, faults }, ({ connection, seq, kind }) => {
      if (seq !== null) (numbers[connection] ??= []).push(seq);
      if (kind === 'message') done += 1;
      return done === 3;
    });
    const [fault] = (await result).faults;
    const lost = 3 * LAST - Object.values(numbers).flat().length;
    expect(fault).toMatchObject({
      name: 'lossy',
      fromMs: expect.any(Number) as number,
      rules: [{ group: 'a', matched: 3 * LAST, applied: lost }],
    });
    return numbers;
  }

  it('hits the same messages with the same seed', async () => {
    const first = await received(7);
    expect(Object.values(first).flat().length).toBeLessThan(3 * LAST);
    expect(sorted(await received(7))).toEqual(sorted(first));
    expect(sorted(await received(8))).not.toEqual(sorted(first));
  });

  /** Which viewer has which connection depends on who is faster. */
  const sorted = (numbers: Record<string, number[]>): string[] => Object.values(numbers).map(String).sort();
});

it('stops everything when it is interrupted', async () => {
  const server = await start((viewer) => viewer.send(frame(1)));
  const { result } = running(
    {
      target: { url: server.url },
      processes: [{ name: 'idle', command: ['node', '-e', 'console.log("ready"); setInterval(() => {}, 1000)'], ready: 'ready' }],
      crowds: [{ name: 'a', viewers: 2, protocol: 'websocket', options: OPTIONS, link: { latency: '1ms' } }],
    },
    ({ kind }) => kind === 'frame',
  );
  const { outcome, problem, processes } = await result;
  expect({ outcome, problem }).toEqual({ outcome: 'interrupted', problem: 'seen' });
  expect(() => process.kill(processes[0]?.pid ?? 0, 0)).toThrow('ESRCH');
  await expect.poll(() => server.viewers.size).toBe(0);
});

it.skipIf(process.platform === 'win32')('samples processes after beforeSample, and fails with its error', async () => {
  const server = await start((viewer) => viewer.send(frame(1)));
  const scenario = scenarioOf({
    duration: '2m',
    bin: '100ms',
    target: { url: server.url },
    processes: [{ name: 'this', pid: process.pid }],
    crowds: [{ name: 'a', protocol: 'websocket', options: OPTIONS }],
  });
  const ended = new AbortController();
  let samples = 0;
  const beforeSample = (): Promise<void> => {
    samples += 1;
    if (samples === 3) ended.abort(new Error('seen'));
    return Promise.resolve();
  };
  const { processes } = await runScenario(scenario, { signal: ended.signal, beforeSample });
  expect(processes[0]?.samples.length).toBeGreaterThanOrEqual(2);
  await expect(runScenario(scenario, { beforeSample: () => Promise.reject(new Error('no inspector')) })).rejects.toThrow('no inspector');
});

it('stops what it has started when a process is missing', async () => {
  const idle = { name: 'idle', command: ['node', '-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], ready: '\\d' };
  const missing = { name: 'missing', command: ['./no-such-program'] };
  const crowds = [{ name: 'a', protocol: 'websocket' }];
  const { result } = running({ target: { url: 'ws://127.0.0.1:1' }, processes: [idle, missing], crowds });
  expect(await result).toMatchObject({
    outcome: 'refused',
    problem: expect.stringMatching(/^process missing cannot be started: .*ENOENT/) as string,
  });
});

it('tells that the target refuses', async () => {
  const url = `ws://127.0.0.1:${await freePort()}`;
  const { result } = running({ target: { url }, crowds: [{ name: 'a', protocol: 'websocket' }], expect: [{ gaps: { max: 0 } }] });
  const { outcome, problem, expectations } = await result;
  expect({ outcome, expectations }).toEqual({ outcome: 'refused', expectations: [] });
  expect(problem).toMatch(/^a: .*ECONNREFUSED/);
});

it('tells that the description does not fit the frames', async () => {
  const server = await start((viewer) => viewer.send(Buffer.from('x')));
  const { result } = running({ target: { url: server.url }, crowds: [{ name: 'a', protocol: 'websocket', options: OPTIONS }] });
  expect(await result).toMatchObject({
    outcome: 'refused',
    problem: expect.stringContaining('a frame has no number at u32be@0') as string,
  });
});

it('kills a process and starts it again; viewers come back', async () => {
  const port = await freePort();
  const script = `
    const { WebSocketServer } = require('ws');
    const server = new WebSocketServer({ port: ${port}, host: '127.0.0.1' });
    let seq = 0;
    setInterval(() => {
      const message = Buffer.alloc(100);
      message.writeUInt32BE(seq++, 0);
      for (const viewer of server.clients) viewer.send(message);
    }, 20);
    server.on('listening', () => console.log('ws://127.0.0.1:${port}'));`;
  let losses = 0;
  let opened = 0;
  const { result } = running(
    {
      target: { process: 'server' },
      processes: [{ name: 'server', command: ['node', '-e', script] }],
      crowds: [{ name: 'a', protocol: 'websocket', options: OPTIONS }],
      faults: [{ name: 'crash', at: '5s', for: '500ms', process: 'server', do: 'kill' }],
    },
    ({ kind }) => {
      if (kind === 'lost') losses += 1;
      if (kind === 'opened') opened += 1;
      return losses > 0 && opened > losses && kind === 'frame';
    },
  );
  const { groups, faults, problem } = await result;
  expect(problem).toBe('seen');
  expect(groups[0]?.summary.reconnects).toBeGreaterThan(0);
  expect(groups[0]?.errors.length).toBeGreaterThan(0);
  expect(faults[0]).toMatchObject({ what: 'kill server', rules: [] });
  expect(faults[0]?.toMs).toBeGreaterThanOrEqual(5500);
});

describe('viewers', () => {
  const greet = (viewer: WebSocket): void => viewer.send(frame(1));
  const crowd = { name: 'a', viewers: 3, protocol: 'websocket', options: { ...OPTIONS, acknowledge: 'ack {seq}' } };

  interface Seen extends TestServer {
    /** Of the viewer with the most. */
    readonly frames: number;
  }

  async function behave(behaviour: object, isSeen: (seen: Seen) => boolean): Promise<RunResult> {
    const server = await start(greet);
    const frames = new Map<string, number>();
    const crowds = [{ ...crowd, behaviour: [behaviour] }] as ScenarioInput['crowds'];
    const { result, end } = running({ target: { url: server.url }, crowds }, ({ connection, kind }) => {
      if (kind === 'frame') frames.set(connection, (frames.get(connection) ?? 0) + 1);
      return false;
    });
    await expect.poll(() => isSeen({ ...server, frames: Math.max(0, ...frames.values()) })).toBe(true);
    end();
    return result;
  }

  it('lie', async () => {
    const result = await behave({ do: 'lie', at: '500ms', viewers: 1, ahead: 50 }, ({ heard }) => heard.includes('ack 51'));
    expect(result.groups[0]?.summary.losses).toBe(0);
  });

  it('reload, as many as chosen', async () => {
    const { groups } = await behave({ do: 'reload', at: '500ms', every: '300ms', viewers: 1 }, ({ frames }) => frames >= 4);
    expect(groups[0]?.connections.filter(({ frames }) => frames > 1)).toHaveLength(1);
    expect(groups[0]?.summary).toMatchObject({ losses: 0, reconnects: 0 });
  });

  it('leave and come back', async () => {
    const { groups } = await behave(
      { do: 'leave', at: '500ms', for: '500ms' },
      ({ joins, viewers }) => joins() === 6 && viewers.size === 3,
    );
    expect(groups[0]?.summary.losses).toBe(0);
  });
});
