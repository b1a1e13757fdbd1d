import { setTimeout as delay } from 'node:timers/promises';
import type { CrowdReport } from '../../../../crowd/report.ts';
import { median } from '../../../../figures/statistics.ts';
import { cpuSeconds } from '../../../../system/processes/process-use.ts';
import type { Bench, Row } from '../../bench.ts';
import { inTurn } from '../../fanout-run.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { against, informative, ratioTo, type Result } from '../../result.ts';
import { withSimulator } from '../../system/simulator.ts';
import type { GroupPlan, Target } from '../../workers/crowd.ts';

const CAMERA_ID = 'video';
const VIEWERS = 100;
/** Of JPEG at full size. */
const BYTES_MAX = 1 / 8;
const CPU_MAX = 0.5;
const LINKS = [
  { name: '1 Mbit/s', bitsPerSecond: 1_000_000, fpsMin: 25, onScreenMaxMs: 300 },
  { name: '8 Mbit/s', bitsPerSecond: 8_000_000, fpsMin: 29, onScreenMaxMs: 200 },
] as const;
const WIDTH_PX = 1280;
/** Encoders start, and the hub has measured the links. */
const SECONDS = { settling: 8, min: 5 };

type Wish = Pick<Extract<Target, { kind: 'hub' }>, 'video' | 'prefer'>;

interface Run {
  /** CPU time of the hub per frame that arrived at a viewer, µs. */
  readonly usPerFrame: number;
  readonly bytesPerFrame: number;
  readonly report: CrowdReport;
}

/** The real camera service with the simulator, because sizes of frames depend on the pictures. */
export const video: Row = {
  name: 'video',
  about: `H.264 to ${VIEWERS} viewers, beside JPEG, and to single ones at 1 and 8 Mbit/s, from the real camera service`,
  run: async (bench: Bench): Promise<Result[]> => [
    ...(await withSimulator(bench, { cameraId: CAMERA_ID, isPinned: true }, (hub) => crowds(bench, hub))),
    // Encoders and crowd together need more than one core.
    ...(await withSimulator(bench, { cameraId: CAMERA_ID, isPinned: false }, (hub) => links(bench, hub))),
  ],
};

async function crowds(bench: Bench, hub: HubUnderTest): Promise<Result[]> {
  const groups = [{ name: 'fast', viewers: VIEWERS }];
  const measured = (name: string, wish: Wish) => async (): Promise<Run> => {
    const run = await measure(bench, hub, wish, groups);
    bench.say(`${name}: ${run.usPerFrame.toFixed(1)} µs and ${(run.bytesPerFrame / 1000).toFixed(1)} kB per frame; ${kinds(run)}`);
    return run;
  };
  const [jpegs = [], sharps = []] = await inTurn(
    bench.pace.longRounds,
    [measured('JPEG', {}), measured('video', { video: 'h264', prefer: 'economical' })],
    bench.pace.practice,
  );
  const figures = (of: (run: Run) => number) => ({ subject: median(sharps.map(of)), reference: median(jpegs.map(of)), of: 'JPEG' });
  const kilobytes = figures(({ bytesPerFrame }) => bytesPerFrame / 1000);
  return [
    ratioTo(`video: bytes per frame on sharp, ${VIEWERS} viewers`, 'kB', { ...kilobytes, atMost: BYTES_MAX }),
    ratioTo('… CPU of the hub per delivered frame', 'µs/frame', { ...figures(({ usPerFrame }) => usPerFrame), atMost: CPU_MAX }),
    informative('… frames that are sharp', 100 * median(sharps.map(sharpShare)), '%'),
  ];
}

async function links(bench: Bench, hub: HubUnderTest): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, bitsPerSecond, fpsMin, onScreenMaxMs } of LINKS) {
    const groups = [{ name: 'narrow', viewers: 1, link: { bitsPerSecond } }];
    const [runs = []] = await inTurn(bench.pace.longRounds, [
      async () => {
        const run = await measure(bench, hub, { video: 'h264' }, groups);
        const [group] = run.report.groups;
        if (!group) throw new Error('the crowd reported no group');
        bench.say(`${name}: ${group.framesPerSecond.toFixed(1)} fps, on screen p95 ${group.onScreenMs.p95.toFixed(0)} ms; ${kinds(run)}`);
        return group;
      },
    ]);
    const middle = (of: (group: (typeof runs)[number]) => number): number => median(runs.map(of));
    results.push(
      against(`video at ${name}: frames per second`, middle(({ framesPerSecond }) => framesPerSecond), 'fps', { atLeast: fpsMin }), // prettier-ignore
      against('… narrowest picture', middle(({ narrowestPx }) => narrowestPx ?? 0), 'px', { atLeast: WIDTH_PX }), // prettier-ignore
      against('… age on screen, p95', middle(({ onScreenMs }) => onScreenMs.p95), 'ms', { atMost: onScreenMaxMs }), // prettier-ignore
      against('… frames without their reference', Math.max(...runs.map(({ faults }) => faults['broken-chain'] ?? 0)), 'frames', { atMost: 0 }), // prettier-ignore
    );
  }
  return results;
}

async function measure(bench: Bench, hub: HubUnderTest, wish: Wish, groups: readonly GroupPlan[]): Promise<Run> {
  const target: Target = { kind: 'hub', url: hub.url, token: hub.token, cameraId: CAMERA_ID, ...wish };
  try {
    await bench.crowd.call('join', { target, groups });
    await delay(SECONDS.settling * 1000);
    await bench.crowd.call('begin', undefined);
    const before = await cpuSeconds(hub.pid);
    await delay(Math.max(SECONDS.min, bench.pace.seconds) * 1000);
    const [report, used] = await Promise.all([bench.crowd.call('end', undefined), cpuSeconds(hub.pid).then((after) => after - before)]);
    const { delivered, deliveredBytes } = report;
    return { usPerFrame: (used / delivered) * 1e6, bytesPerFrame: deliveredBytes / delivered, report };
  } finally {
    await bench.crowd.call('leave', undefined);
  }
}

function sharpShare({ report }: Run): number {
  const [group] = report.groups;
  return group ? (group.pictures['sharp'] ?? 0) / group.frames : 0;
}

function kinds({ report }: Run): string {
  const counts = Object.entries(report.groups[0]?.pictures ?? {});
  return counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
}
