import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun } from '../../fanout-run.ts';
import { against, informative, type Result } from '../../result.ts';

const ROUND_TRIP_MS = 100;
const SHARE_MIN_PERCENT = 95;
/** The window starts small and grows by a frame with each acknowledgement. */
const SECONDS = { settling: 5, min: 5 };

/** Row 3. */
export const far: Row = {
  name: 'far',
  about: `a viewer ${ROUND_TRIP_MS} ms away on a wide link, ${LARGE.frameBytes / 1000} kB frames`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await hubContestant(bench);
    const groups = [{ name: 'far', viewers: 1, link: { roundTripMs: ROUND_TRIP_MS } }];
    const seconds = Math.max(SECONDS.min, bench.pace.seconds);
    const [runs = []] = await inTurn(bench.pace.longRounds, [
      async () => {
        const { report } = await measureRun(bench, hub, { ...LARGE, groups, warmUpS: SECONDS.settling, seconds });
        const [group] = report.groups;
        if (!group) throw new Error('the crowd reported no group');
        bench.say(`${(group.share.mean * 100).toFixed(1)} % at ${group.narrowestPx ?? 0} px, age p50 ${group.ageMs.p50.toFixed(0)} ms`);
        return group;
      },
    ]);
    return [
      against(`3 frames that a viewer ${ROUND_TRIP_MS} ms away gets`, median(runs.map(({ share }) => share.mean * 100)), '%', { atLeast: SHARE_MIN_PERCENT }), // prettier-ignore
      informative('3 … their age, p50', median(runs.map(({ ageMs }) => ageMs.p50)), 'ms'),
    ];
  },
};
