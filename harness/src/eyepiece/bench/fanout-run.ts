/** One measurement: a camera and a crowd at a server, and the server's CPU time per delivered frame. */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CrowdReport } from '../../crowd/report.ts';
import { ServiceProcess } from '../../system/processes/service-process.ts';
import { CAMERA_ID, watchHub, type Bench } from './bench.ts';
import { cpuSeconds } from '../../system/processes/process-use.ts';
import { boundMs, fanoutBuckets, type Buckets } from './fanout-time.ts';
import type { HubUnderTest } from './system/hub-under-test.ts';
import { CORE, pinned } from './system/processes.ts';
import type { FanoutName } from './references/fanouts.ts';
import type { Worker } from './workers/calls.ts';
import type { CrowdCalls, GroupPlan, Target } from './workers/crowd.ts';

export interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly cameraToken: string;
  readonly target: Target;
  /** Absent: the crowd of the bench. */
  readonly crowd?: Worker<CrowdCalls>;
  /** Processes that work with the server. */
  readonly helpers?: readonly number[];
  /** Its own histogram of the time for a frame; absent for references. */
  readonly ownTime?: () => Promise<Buckets>;
}

export interface Load {
  readonly groups: readonly GroupPlan[];
  readonly fps: number;
  readonly frameBytes: number;
  readonly width: number;
  readonly height: number;
  /** Longer than the pace's warm-up if the row needs time to settle, s. */
  readonly warmUpS?: number;
  readonly seconds?: number;
}

/** The frames of row 1: a microscope picture of usual quality. */
export const LARGE = { fps: 30, frameBytes: 100_000, width: 1280, height: 1024 } as const;
export const SMALL = { fps: 30, frameBytes: 20_000, width: 640, height: 480 } as const;

export interface Run {
  /** CPU time of the server per frame that arrived at a viewer, µs. */
  readonly usPerFrame: number;
  /** CPU time of the server and of each helper, s. */
  readonly usedSeconds: readonly number[];
  readonly report: CrowdReport;
  /** Bounds of the server's own time from receipt of a frame to the write for its last viewer, ms. */
  readonly own: { readonly p50: number; readonly p99: number } | undefined;
}

export async function hubContestant(bench: Bench, chosen?: HubUnderTest): Promise<Contestant> {
  const hub = chosen ?? (await bench.hub());
  const ownTime = async (): Promise<Buckets> => fanoutBuckets(await hub.metrics(), CAMERA_ID);
  return { name: 'hub', pid: hub.pid, url: hub.url, cameraToken: hub.cameraToken, target: watchHub(hub), ownTime };
}

export async function referenceContestant(bench: Bench, name: FanoutName): Promise<Contestant> {
  const script = fileURLToPath(new URL('./references/main.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', script, name];
  const server = bench.stopping(await ServiceProcess.start(pinned({ command: process.execPath, args, env: {} }, CORE.server)));
  return { name, pid: server.pid, url: server.url, cameraToken: 'none', target: referenceTarget(name, server.url) };
}

function referenceTarget(name: FanoutName, url: string): Target {
  if (name === 'mjpeg') return { kind: 'feed', url, path: '/frames' };
  return { kind: name === 'socket.io' ? 'broadcast' : 'plain', url };
}

export async function measureRun(bench: Bench, contestant: Contestant, load: Load): Promise<Run> {
  const { pid, url, cameraToken, target, ownTime, helpers = [], crowd = bench.crowd } = contestant;
  const { groups, fps, frameBytes, width, height, warmUpS = bench.pace.warmUpS, seconds = bench.pace.seconds } = load;
  await bench.camera.call('connect', { hubUrl: url, token: cameraToken, cameraId: CAMERA_ID, fps, frameBytes, width, height });
  try {
    await crowd.call('join', { target, groups });
    await delay(warmUpS * 1000);
    const began = await ownTime?.();
    await crowd.call('begin', undefined);
    const processes = [pid, ...helpers];
    const before = await Promise.all(processes.map(cpuSeconds));
    await delay(seconds * 1000);
    const [report, after] = await Promise.all([crowd.call('end', undefined), Promise.all(processes.map(cpuSeconds))]);
    const usedSeconds = after.map((seconds, index) => seconds - (before[index] ?? 0));
    const ended = await ownTime?.();
    const own = began && ended && { p50: boundMs(began, ended, 0.5), p99: boundMs(began, ended, 0.99) };
    return { usPerFrame: ((usedSeconds[0] ?? NaN) / report.delivered) * 1e6, usedSeconds, report, own };
  } finally {
    await crowd.call('leave', undefined);
    await bench.camera.call('close', undefined);
  }
}

/** Runs the servers in turn, so that a temporary load of the machine affects all. The practice round does not count. */
export async function inTurn<T>(rounds: number, contestants: readonly (() => Promise<T>)[], practice = false): Promise<T[][]> {
  const results: T[][] = contestants.map(() => []);
  if (practice) for (const measure of contestants) await measure();
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, measure] of contestants.entries()) results[place]?.push(await measure());
  }
  return results;
}
