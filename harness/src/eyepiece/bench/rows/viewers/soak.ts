import { setTimeout as delay } from 'node:timers/promises';
import type { RunResult } from '../../../../scenario/result.ts';
import { openSockets } from '../../../../system/processes/process-use.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { LARGE } from '../../fanout-run.ts';
import { inspectorAddress } from '../../system/inspector.ts';
import { CORE } from '../../system/processes.ts';
import { against, informative, type Result } from '../../result.ts';
import { SHARE_MIN_PERCENT, TREND_MAX_MB } from '../../soak-scenario.ts';
import { Worker } from '../../workers/calls.ts';
import type { SoakCalls } from '../../workers/soak.ts';

/** The hub detects a vanished viewer within this time. */
const GONE_MS = 20_000;
const LOOK_MS = 200;
const MB = 1e6;

/**
 * Row 6, the long part. The load and its expectations are a scenario. Collecting garbage before each sample, and counting
 * the sockets of the hub after the run, are not possible in a scenario.
 */
export const soak: Row = {
  name: 'soak',
  about: '100 viewers for minutes, 5 of them stalling and leaving',
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.freshHub({ nodeOptions: ['--inspect=127.0.0.1:0'] });
    const socketsBefore = (await openSockets(hub.pid)) ?? Number.NaN;
    const worker = bench.stopping(new Worker<SoakCalls>(new URL('../../workers/soak.ts', import.meta.url), CORE.load));
    const { url, token, cameraToken, pid } = hub;
    const plan = { ...LARGE, url, token, cameraToken, cameraId: CAMERA_ID, pid, minutes: bench.pace.soakMinutes };
    const result = await worker.call('run', { plan, inspector: inspectorAddress(hub.output) });
    if (result.outcome === 'refused') throw new Error(result.problem ?? 'the scenario was refused');
    const leaked = await leakedSockets(pid, socketsBefore);
    bench.say(`memory ${memoryText(result)}`);
    return [...resultsOf(result), against('6 sockets left behind', leaked, 'sockets', { atMost: 0 })];
  },
};

function resultsOf({ expectations: [share, trend, ...windows] }: RunResult): Result[] {
  if (!share || !trend) throw new Error('the soak has no expectations');
  const worstWindow = Math.min(...windows.map(({ value }) => value ?? 1));
  return [
    against('6 growth of resident memory, beyond noise', (trend.value ?? Number.NaN) / MB, 'MB/h', { atMost: TREND_MAX_MB }),
    against('6 frames that the fast ones get, worst of all, whole time', (share.value ?? 0) * 100, '%', { atLeast: SHARE_MIN_PERCENT }),
    informative('6 … worst of all in the worst window', worstWindow * 100, '%'),
  ];
}

function memoryText({ processes, expectations }: RunResult): string {
  const samples = processes[0]?.samples ?? [];
  const [first, last] = [samples[0], samples.at(-1)].map((sample) => ((sample?.memoryBytes ?? Number.NaN) / MB).toFixed(0));
  return `${first ?? ''} → ${last ?? ''} MB, trend ${expectations[1]?.seen ?? 'unknown'}`;
}

/** Waits until the hub has closed the sockets of the run. */
async function leakedSockets(pid: number, before: number): Promise<number> {
  for (const deadline = performance.now() + GONE_MS; ;) {
    const leaked = ((await openSockets(pid)) ?? Number.NaN) - before;
    if (!(leaked > 0) || performance.now() > deadline) return leaked;
    await delay(LOOK_MS);
  }
}
