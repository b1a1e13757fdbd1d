import { setTimeout as delay } from 'node:timers/promises';
import { trend } from '../../../figures/statistics.ts';
import { CAMERA_ID, watchHub, type Bench, type Row } from '../bench.ts';
import type { HubUnderTest } from '../hub-under-test.ts';
import { Inspector } from '../inspector.ts';
import { openSockets, residentBytes } from '../../../system/process-use.ts';
import { against, informative, type Result } from '../result.ts';
import { LARGE } from '../fanout-run.ts';

const FAST = 95;
const UNSTEADY = 5;
const SHARE_MIN_PERCENT = 99;
/** Growth per hour below this value counts as none, MB. */
const GROWTH_MAX_MB_PER_HOUR = 20;
/** The hub detects a vanished viewer within this time. */
const GONE_S = 20;

/** Row 6, the long part. */
export const soak: Row = {
  name: 'soak',
  about: `${FAST + UNSTEADY} viewers for minutes, ${UNSTEADY} of them stalling and leaving at random`,
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.freshHub({ nodeOptions: ['--inspect=127.0.0.1:0'] });
    const socketsBefore = await openSockets(hub.pid);
    const inspector = await Inspector.connect(hub.output);
    await bench.camera.call('connect', { ...LARGE, hubUrl: hub.url, token: hub.cameraToken, cameraId: CAMERA_ID });
    const groups = [
      { name: 'fast', viewers: FAST },
      { name: 'unsteady', viewers: UNSTEADY },
    ];
    await bench.crowd.call('join', { target: watchHub(hub), groups });
    await bench.crowd.call('misbehave', 'unsteady');
    const memory = sampleMemory(hub, inspector, bench.pace.soakMinutes);
    const shares = await watchShares(bench);
    const growth = growthOf(await memory);
    inspector.close();
    const { stalls, exits } = await bench.crowd.call('leave', undefined);
    await bench.camera.call('close', undefined);
    await delay(GONE_S * 1000);
    const leaked = ((await openSockets(hub.pid)) ?? Number.NaN) - (socketsBefore ?? Number.NaN);
    bench.say(`${stalls} stalls, ${exits} exits; memory ${growth.text}`);
    return [
      against('6 growth of resident memory, beyond noise', growth.mbPerHour, 'MB/h', { atMost: GROWTH_MAX_MB_PER_HOUR }),
      informative('6 … its slope', growth.slopeMbPerHour, 'MB/h'),
      against('6 sockets left behind', leaked, 'sockets', { atMost: 0 }),
      against('6 frames that the fast ones get, worst of all, whole time', shares.worst * 100, '%', { atLeast: SHARE_MIN_PERCENT }),
      informative('6 … worst of all in the worst 20 s', shares.worstWindow * 100, '%'),
    ];
  },
};

const WINDOW_S = 20;

async function watchShares(bench: Bench): Promise<{ worst: number; worstWindow: number }> {
  const windows = Math.max(1, Math.round((bench.pace.soakMinutes * 60) / WINDOW_S));
  let [sum, worstWindow] = [0, 1];
  for (let window = 1; window <= windows; window += 1) {
    await bench.crowd.call('begin', undefined);
    await delay(WINDOW_S * 1000);
    const { groups } = await bench.crowd.call('end', undefined);
    await bench.camera.call('check', undefined);
    const worst = groups[0]?.share.worst ?? 0;
    sum += worst;
    worstWindow = Math.min(worstWindow, worst);
    if (window % 3 === 0) bench.say(`after ${((window * WINDOW_S) / 60).toFixed(0)} min: worst fast viewer ${(worst * 100).toFixed(1)} %`);
  }
  return { worst: sum / windows, worstWindow };
}

const SAMPLE_S = 10;
/** Part of the time that does not count, because code is loaded and compiled. */
const SETTLING = 0.2;

/**
 * Each sample follows a full collection. Without it, the trend over ten minutes would show when V8 last collected, not
 * the live memory of the hub.
 */
async function sampleMemory(hub: HubUnderTest, inspector: Inspector, minutes: number): Promise<[hours: number, mb: number][]> {
  const points: [number, number][] = [];
  const startedMs = performance.now();
  const elapsedS = (): number => (performance.now() - startedMs) / 1000;
  while (elapsedS() < minutes * 60) {
    await inspector.collectGarbage();
    if (elapsedS() > minutes * 60 * SETTLING) points.push([elapsedS() / 3600, (await residentBytes(hub.pid)) / 1e6]);
    await delay(SAMPLE_S * 1000);
  }
  return points;
}

function growthOf(points: [number, number][]): { mbPerHour: number; slopeMbPerHour: number; text: string } {
  const { slope, slopeError } = trend(points);
  const first = points[0]?.[1] ?? Number.NaN;
  const last = points.at(-1)?.[1] ?? Number.NaN;
  const text = `${first.toFixed(0)} → ${last.toFixed(0)} MB, slope ${slope.toFixed(0)} ± ${(2 * slopeError).toFixed(0)} MB/h`;
  return { mbPerHour: Math.max(0, slope - 2 * slopeError), slopeMbPerHour: slope, text };
}
