import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun, type Contestant, type Run } from '../../fanout-run.ts';
import { ratioTo, informative, type Result } from '../../result.ts';
import { CORE } from '../../system/processes.ts';
import { Worker } from '../../workers/calls.ts';
import type { CrowdCalls } from '../../workers/crowd.ts';

const VIEWERS = 50;
/** New viewers begin with a small picture, and making one costs the hub more than to encrypt it. */
const SETTLED_S = 10;

/** What encryption costs the hub: it encrypts every frame for every viewer. */
export const https: Row = {
  name: 'https',
  about: `CPU per delivered frame over HTTPS and over HTTP, ${VIEWERS} viewers × ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB`,
  run: async (bench: Bench): Promise<Result[]> => {
    const load = { ...LARGE, warmUpS: Math.max(SETTLED_S, bench.pace.warmUpS), groups: [{ name: 'fast', viewers: VIEWERS }] };
    const [encrypted = [], plain = []] = await inTurn(
      bench.pace.rounds,
      (await contestants(bench)).map((contestant) => async () => {
        const run = await measureRun(bench, contestant, load);
        bench.say(`${contestant.name}: ${described(run)}`);
        return run;
      }),
      bench.pace.practice,
    );
    const of = (runs: readonly Run[]): number => median(runs.map(({ usPerFrame }) => usPerFrame));
    return [
      ratioTo('https: CPU per delivered frame, to that over HTTP', 'µs/frame', {
        subject: of(encrypted),
        reference: of(plain),
        of: 'HTTP',
      }),
      informative('… delivered', 100 * median(encrypted.map(shareOf)), '%'),
      informative('… narrowest picture; a ratio with smaller ones includes making them', Math.min(...encrypted.map(narrowestPx)), 'px'),
    ];
  },
};

const narrowestPx = ({ report }: Run): number => report.groups[0]?.narrowestPx ?? Number.NaN;

function described(run: Run): string {
  const share = (shareOf(run) * 100).toFixed(1);
  return `${run.usPerFrame.toFixed(1)} µs per frame, ${share} % delivered, none narrower than ${narrowestPx(run)} px`;
}

const shareOf = ({ report }: Run): number => report.groups[0]?.share.mean ?? 0;

/** The same hub by both of its ports. */
async function contestants(bench: Bench): Promise<Contestant[]> {
  const hub = await bench.freshHub({ https: true });
  const { url, authorityFile } = await hub.https();
  const trusting = { NODE_EXTRA_CA_CERTS: authorityFile };
  const crowd = bench.stopping(new Worker<CrowdCalls>(new URL('../../workers/crowd.ts', import.meta.url), CORE.load, trusting));
  const plain = { ...(await hubContestant(bench, hub)), name: 'HTTP' };
  return [{ ...plain, name: 'HTTPS', target: { ...plain.target, url }, crowd }, plain];
}
