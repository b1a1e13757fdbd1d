import { median } from '../../../../figures/statistics.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { inTurn, measureRun, SMALL, type Run } from '../../fanout-run.ts';
import { against, ratioTo, type Result } from '../../result.ts';
import { introduce, startClusterHubs, type ClusterHubs } from '../../system/cluster-hubs.ts';

const HUBS = 3;
const VIEWERS_PER_HUB = 300;
/** All hubs share one core. At this rate, they use less than it has. */
const FPS = 10;
const MOST = 1.15;

/** Viewers of three hubs on one core to the same number at one hub: the sum of the work, not the elapsed time. */
export const spread: Row = {
  name: 'spread',
  about: `${HUBS} hubs with ${VIEWERS_PER_HUB} viewers each, on one core, ${FPS} fps × ${SMALL.frameBytes / 1000} kB; needs Redis`,
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const hubs = bench.stopping(await startClusterHubs(HUBS - 1));
    await introduce(bench, hubs, SMALL);
    const all = [hubs.home, ...hubs.edges].map(({ url }, index) => ({ name: `hub ${index + 1}`, viewers: VIEWERS_PER_HUB, url }));
    const together = [{ name: 'one hub', viewers: HUBS * VIEWERS_PER_HUB }];
    const [several = [], single = []] = await inTurn(
      bench.pace.rounds,
      [() => measure(bench, hubs, all), () => measure(bench, hubs, together)],
      bench.pace.practice,
    );
    const work = (runs: readonly Run[]): number => median(runs.map(workPerFrame));
    return [
      ratioTo(`CPU of ${HUBS} hubs together per frame at a viewer, to one hub`, 'µs/frame', {
        subject: work(several),
        reference: work(single),
        of: 'one hub',
        atMost: MOST,
      }),
      against('… frames that arrived at a viewer', median(several.map(rateOf)), 'fps', { atLeast: FPS - 0.5 }),
    ];
  },
};

async function measure(
  bench: Bench,
  { home, edges, cameraToken, token }: ClusterHubs,
  groups: Parameters<typeof measureRun>[2]['groups'],
): Promise<Run> {
  const contestant = {
    ...{ name: 'hubs', pid: home.pid, url: home.url, cameraToken, helpers: edges.map(({ pid }) => pid) },
    target: { kind: 'hub', url: home.url, token, cameraId: CAMERA_ID } as const,
  };
  const run = await measureRun(bench, contestant, { ...SMALL, fps: FPS, groups });
  bench.say(`${groups.map(({ name }) => name).join(', ')}: ${workPerFrame(run).toFixed(1)} µs per frame, ${rateOf(run).toFixed(2)} fps`);
  return run;
}

/** CPU time of all hubs per frame that arrived at a viewer, µs. */
function workPerFrame({ usedSeconds, report }: Run): number {
  return (usedSeconds.reduce((sum, seconds) => sum + seconds, 0) / report.delivered) * 1e6;
}

/** Frames per second of a viewer. */
function rateOf({ report }: Run): number {
  return report.delivered / (HUBS * VIEWERS_PER_HUB) / report.seconds;
}
