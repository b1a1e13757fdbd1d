import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { hubContestant, inTurn, measureRun, SMALL } from '../../fanout-run.ts';
import { ratioTo, type Result } from '../../result.ts';

const FEW = 50;
const MANY = 500;
const GROWTH_MAX = 1.15;

/** Row 7. */
export const linear: Row = {
  name: 'linear',
  about: `CPU per delivered frame at ${MANY} viewers and at ${FEW}, ${SMALL.frameBytes / 1000} kB frames`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await hubContestant(bench);
    const [few = [], many = []] = await inTurn(
      bench.pace.longRounds,
      [FEW, MANY].map((viewers) => async () => {
        const { usPerFrame, report } = await measureRun(bench, hub, { ...SMALL, groups: [{ name: 'fast', viewers }] });
        const share = report.groups[0]?.share.mean ?? 0;
        bench.say(`${viewers} viewers: ${usPerFrame.toFixed(1)} µs per frame, ${(share * 100).toFixed(1)} % delivered`);
        return usPerFrame;
      }),
    );
    const figures = { subject: median(many), reference: median(few), of: `at ${FEW}`, atMost: GROWTH_MAX };
    return [ratioTo(`7 CPU per delivered frame at ${MANY} viewers, to that at ${FEW}`, 'µs/frame', figures)];
  },
};
