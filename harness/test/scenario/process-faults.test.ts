/** Faults of processes: what the process and its viewers see. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scenarioOf } from '../../src/scenario/load.ts';
import type { RunResult } from '../../src/scenario/result.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { ScenarioInput } from '../../src/scenario/schema/scenario.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-faults-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process that is asked to end leaves a file. */
const wasAsked = (pid: number | undefined): boolean => existsSync(join(folder, String(pid)));

/** Frames with the id and the time of the process. */
const SERVER = `
  const { WebSocketServer } = require('ws');
  const [port, folder] = process.argv.slice(1);
  const server = new WebSocketServer({ port: Number(port), host: '127.0.0.1' });
  let seq = 0;
  setInterval(() => {
    seq += 1;
    for (const viewer of server.clients) viewer.send(JSON.stringify({ seq, pid: process.pid, ms: performance.now() }));
  }, 20);
  server.on('listening', () => console.log('ws://127.0.0.1:' + port));
  process.on('SIGTERM', () => {
    require('node:fs').writeFileSync(folder + '/' + process.pid, '');
    process.exit(0);
  });`;
const FRAMES_AFTER = 10;

interface Frame {
  readonly pid: number;
  /** By the clock of the process. */
  readonly ms: number;
}

/** Runs until ten frames have come after the last fault, from as many processes as expected. */
async function run(faults: NonNullable<ScenarioInput['faults']>, processes: number): Promise<{ result: RunResult; frames: Frame[] }> {
  const scenario = scenarioOf({
    duration: '60m',
    target: { process: 'server' },
    processes: [{ name: 'server', command: ['node', '-e', SERVER, String(await freePort()), folder] }],
    crowds: [{ name: 'a', protocol: 'websocket', options: { messages: 'json', seq: 'seq' } }],
    faults,
  });
  const ended = new AbortController();
  const frames: Frame[] = [];
  let over = false;
  let after = 0;
  const result = await runScenario(scenario, {
    signal: ended.signal,
    onProgress: ({ faultTimes }) => {
      over ||= typeof faultTimes.at(-1)?.toMs === 'number';
    },
    onMessage: ({ kind, text }) => {
      if (kind !== 'frame') return;
      frames.push(JSON.parse(text ?? '') as Frame);
      if (over && pidsOf(frames).length === processes && (after += 1) > FRAMES_AFTER) ended.abort(new Error('seen'));
    },
  });
  expect(result.problem).toBe('seen');
  return { result, frames };
}

function pidsOf(frames: readonly Frame[]): number[] {
  return [...new Set(frames.map(({ pid }) => pid))];
}

/** The longest time in which the process sent nothing. */
function longestSilenceMs(frames: readonly Frame[]): number {
  return Math.max(...frames.slice(1).map(({ ms }, index) => ms - (frames[index]?.ms ?? ms)));
}

// Windows has no such signals.
describe.skipIf(process.platform === 'win32')('a process', () => {
  it('stop: is suspended until the end of the fault, and keeps its connections', async () => {
    const { result, frames } = await run([{ at: '1s', for: '2s', process: 'server', do: 'stop' }], 1);
    expect(longestSilenceMs(frames)).toBeGreaterThan(1500);
    expect(result.groups[0]?.summary).toMatchObject({ losses: 0, reconnects: 0 });
    expect(result.faults).toMatchObject([{ what: 'stop server', fromMs: expect.any(Number) as number, rules: [] }]);
  });

  it('continue: goes on', async () => {
    const stop = { at: '1s', process: 'server', do: 'stop' } as const;
    const { result, frames } = await run([stop, { at: '3s', process: 'server', do: 'continue' }], 1);
    expect(longestSilenceMs(frames)).toBeGreaterThan(1500);
    expect(result.groups[0]?.summary).toMatchObject({ losses: 0, reconnects: 0 });
    expect(result.faults.map(({ what }) => what)).toEqual(['stop server', 'continue server']);
  });

  it('restart: is asked to end, and another one serves the viewers', async () => {
    const { result, frames } = await run([{ at: '1s', process: 'server', do: 'restart' }], 2);
    expect(wasAsked(pidsOf(frames)[0])).toBe(true);
    expect(result.groups[0]?.summary.reconnects).toBeGreaterThan(0);
    expect(pidsOf(frames).at(-1)).toBe(result.processes[0]?.pid);
  });

  it('kill: is not asked to end', async () => {
    const { result, frames } = await run([{ at: '1s', for: '500ms', process: 'server', do: 'kill' }], 2);
    expect(pidsOf(frames).map(wasAsked)).toEqual([false, true]);
    expect(result.groups[0]?.summary.losses).toBeGreaterThan(0);
  });
});
