import { setTimeout as delay } from 'node:timers/promises';
import { CAMERA_ID, watchHub, type Bench, type Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { residentBytes } from '../../../../system/processes/process-use.ts';
import { against, type Result } from '../../result.ts';
import type { GroupPlan } from '../../workers/crowd.ts';

const IDLE_VIEWERS = 500;
const IDLE_MAX_KB = 100;
const STALLED_VIEWERS = 40;
const STALLED_MAX_FRAMES = 2;
/** Large enough that two of them are visible beside the kernel's buffers and the noise. */
const HUGE = { fps: 10, frameBytes: 2_000_000, width: 2560, height: 2048 } as const;
const STALL_S = 6;
const SETTLE_S = 3;
const SAMPLES = 10;

/** Row 6 without the soak. It needs a fresh hub, because memory from earlier rows would be reused. */
export const memory: Row = {
  name: 'memory',
  about: `memory of the hub for ${IDLE_VIEWERS} idle and ${STALLED_VIEWERS} stalled viewers`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.freshHub();
    const idle = await idleBytes(bench, hub);
    bench.say(`idle: ${(idle / 1000).toFixed(0)} kB each`);
    const stalled = await stalledBytes(bench, hub);
    bench.say(`stalled: ${(stalled / 1000).toFixed(0)} kB each with frames of ${HUGE.frameBytes / 1000} kB`);
    return [
      against('6 resident memory for an idle viewer', idle / 1000, 'kB', { atMost: IDLE_MAX_KB }),
      against('6 resident memory for a stalled viewer', stalled / HUGE.frameBytes, 'frames', { atMost: STALLED_MAX_FRAMES }),
    ];
  },
};

/** Viewers of a camera that sends nothing. The first few absorb one-time costs. */
async function idleBytes(bench: Bench, hub: HubUnderTest): Promise<number> {
  await connectCamera(bench, hub, 0.001);
  const join = (viewers: number): Promise<unknown> =>
    bench.crowd.call('join', { target: watchHub(hub), groups: [{ name: 'idle', viewers }], idle: true });
  await join(10);
  await bench.crowd.call('leave', undefined);
  const before = await settledBytes(hub);
  await join(IDLE_VIEWERS);
  const after = await settledBytes(hub);
  await bench.crowd.call('leave', undefined);
  return (after - before) / IDLE_VIEWERS;
}

/** Compared with the same number of viewers that keep reading. */
async function stalledBytes(bench: Bench, hub: HubUnderTest): Promise<number> {
  await connectCamera(bench, hub, HUGE.fps);
  const groups: GroupPlan[] = [
    { name: 'reading', viewers: 2 },
    { name: 'stalling', viewers: STALLED_VIEWERS },
  ];
  await bench.crowd.call('join', { target: watchHub(hub), groups });
  await delay(STALL_S * 1000);
  const before = await settledBytes(hub);
  await bench.crowd.call('stall', 'stalling');
  await delay(STALL_S * 1000);
  const after = await settledBytes(hub);
  await bench.crowd.call('leave', undefined);
  await bench.camera.call('close', undefined);
  return (after - before) / STALLED_VIEWERS;
}

function connectCamera(bench: Bench, hub: HubUnderTest, fps: number): Promise<void> {
  return bench.camera.call('connect', { ...HUGE, hubUrl: hub.url, token: hub.cameraToken, cameraId: CAMERA_ID, fps });
}

/** The minimum of several samples, because garbage varies. */
async function settledBytes(hub: HubUnderTest): Promise<number> {
  await delay(SETTLE_S * 1000);
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    samples.push(await residentBytes(hub.pid));
    await delay(100);
  }
  return Math.min(...samples);
}
