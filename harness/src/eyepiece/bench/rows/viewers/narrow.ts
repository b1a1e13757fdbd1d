import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun } from '../../fanout-run.ts';
import { against, informative, type Result } from '../../result.ts';

const FAST = 50;
const BITS_PER_SECOND = 1_000_000;
const AGE_MAX_MS = 400;
const OLDEST_MAX_MS = 1000;
const FPS_MIN = 10;
const SHARE_MIN_PERCENT = 99;
/** Nothing is left out: it counts from the first pictures on. */
const SECONDS = { settling: 0, min: 10 };

/** Row 2. It measures the age of the viewer's picture at all times, from its first one on, not only when a frame arrives. */
export const narrow: Row = {
  name: 'narrow',
  about: `a viewer at 1 Mbit/s among ${FAST} fast ones, ${LARGE.frameBytes / 1000} kB frames`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await hubContestant(bench);
    const groups = [
      { name: 'fast', viewers: FAST },
      { name: 'narrow', viewers: 1, link: { bitsPerSecond: BITS_PER_SECOND } },
    ];
    const seconds = Math.max(SECONDS.min, bench.pace.seconds);
    const [runs = []] = await inTurn(bench.pace.longRounds, [
      async () => {
        const { report } = await measureRun(bench, hub, { ...LARGE, groups, warmUpS: SECONDS.settling, seconds });
        const [fast, slow] = report.groups;
        if (!fast || !slow) throw new Error('the crowd reported no groups');
        bench.say(
          `narrow: on screen p95 ${slow.onScreenMs.p95.toFixed(0)} ms, oldest ${slow.onScreenMs.max.toFixed(0)} ms, ${slow.framesPerSecond.toFixed(1)} fps at ${slow.narrowestPx ?? 0} px; ` +
            `fast: ${(fast.share.mean * 100).toFixed(1)} %, worst ${(fast.share.worst * 100).toFixed(1)} %`,
        );
        return { fast, slow };
      },
    ]);
    const middle = (of: (run: (typeof runs)[number]) => number): number => median(runs.map(of));
    return [
      against('2 age on screen at 1 Mbit/s, p95', middle(({ slow }) => slow.onScreenMs.p95), 'ms', { atMost: AGE_MAX_MS }), // prettier-ignore
      against('2 … oldest picture, from the first one on', middle(({ slow }) => slow.onScreenMs.max), 'ms', { atMost: OLDEST_MAX_MS }), // prettier-ignore
      informative('2 … of frames as they arrive, p95', middle(({ slow }) => slow.ageMs.p95), 'ms'), // prettier-ignore
      against('2 … frames per second there', middle(({ slow }) => slow.framesPerSecond), 'fps', { atLeast: FPS_MIN }), // prettier-ignore
      against('2 frames that the fast ones get, worst of them', middle(({ fast }) => fast.share.worst * 100), '%', { atLeast: SHARE_MIN_PERCENT }), // prettier-ignore
    ];
  },
};
