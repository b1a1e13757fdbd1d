import { median } from '../../../../figures/statistics.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun, referenceContestant, type Contestant, type Run } from '../../fanout-run.ts';
import { ratioTo, informative, type Result } from '../../result.ts';

const VIEWERS = 100;
/** What servers in C do for each client is one write of a ready buffer. The rest of the work must be small beside it. */
const OF_READY_BUFFER = 1.15;

/** MJPEG over HTTP, for clients without Socket.IO. */
export const mjpeg: Row = {
  name: 'mjpeg',
  about: `CPU per delivered picture of the MJPEG feed, ${VIEWERS} viewers × ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB`,
  run: async (bench: Bench): Promise<Result[]> => {
    const contestants = [await feedContestant(bench), await referenceContestant(bench, 'mjpeg')];
    const load = { ...LARGE, groups: [{ name: 'fast', viewers: VIEWERS }] };
    const [hub = [], ready = []] = await inTurn(
      bench.pace.rounds,
      contestants.map((contestant) => async () => {
        const run = await measureRun(bench, contestant, load);
        bench.say(`${contestant.name}: ${run.usPerFrame.toFixed(1)} µs per picture, ${(shareOf(run) * 100).toFixed(1)} % delivered`);
        return run;
      }),
      bench.pace.practice,
    );
    const of = (runs: readonly Run[]): number => median(runs.map(({ usPerFrame }) => usPerFrame));
    const figures = { subject: of(hub), reference: of(ready), of: 'TCP', atMost: OF_READY_BUFFER };
    return [
      ratioTo('mjpeg: CPU per picture, to TCP writes of a ready part', 'µs/frame', figures),
      informative('… delivered', 100 * median(hub.map(shareOf)), '%'),
    ];
  },
};

const shareOf = ({ report }: Run): number => report.groups[0]?.share.mean ?? 0;

async function feedContestant(bench: Bench): Promise<Contestant> {
  const hub = await hubContestant(bench);
  const { token } = await bench.hub();
  return { ...hub, name: 'feed of the hub', target: { kind: 'feed', url: hub.url, path: `/api/v1/cameras/${CAMERA_ID}/feed`, token } };
}
