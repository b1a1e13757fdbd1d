import { median } from '../../../../figures/statistics.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun, referenceContestant, type Contestant, type Run } from '../../fanout-run.ts';
import { FEED_PROGRAMS, FeedServer, fileOf } from '../../references/feed-servers.ts';
import { ratioTo, informative, type Result } from '../../result.ts';

const VIEWERS = 100;
/** What servers in C do for each client is one write of a ready buffer. The rest of the work must be small beside it. */
const OF_READY_BUFFER = 1.15;
/** With fewer pictures, the processor was not fast enough for server or readers, and the figure means little. */
const DELIVERED_MIN = 0.99;

/** MJPEG over HTTP, for clients without Socket.IO. */
export const mjpeg: Row = {
  name: 'mjpeg',
  about: `CPU per delivered picture of the MJPEG feed, ${VIEWERS} viewers × ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB`,
  run: async (bench: Bench): Promise<Result[]> => {
    const others = await otherServers(bench);
    const contestants = [await feedContestant(bench), await referenceContestant(bench, 'mjpeg'), ...others];
    const load = { ...LARGE, groups: [{ name: 'fast', viewers: VIEWERS }] };
    const [hub = [], ready = [], ...rest] = await inTurn(
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
      ...others.flatMap(({ name }, index) => {
        const runs = rest[index] ?? [];
        return [
          ratioTo(`mjpeg: CPU per picture, to ${name}`, 'µs/frame', { subject: of(hub), reference: of(runs), of: name }),
          informative(`… delivered by ${name}${isValid(runs) ? '' : ' (too few for a comparison)'}`, 100 * median(runs.map(shareOf)), '%'),
        ];
      }),
    ];
  },
};

/** By the number of pictures: other servers do not number them. */
const shareOf = ({ report: { delivered, seconds } }: Run): number => delivered / (seconds * VIEWERS * LARGE.fps);

const isValid = (runs: readonly Run[]): boolean => median(runs.map(shareOf)) >= DELIVERED_MIN;

async function otherServers(bench: Bench): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const program of FEED_PROGRAMS) {
    const { name, variable, file, homepage } = program;
    const found = fileOf(program);
    if (found === undefined) {
      bench.say(`${name} is not measured: put ${file} into PATH or its path into ${variable} (${homepage})`);
      continue;
    }
    const source = await referenceContestant(bench, 'mjpeg-source');
    const server = bench.stopping(await FeedServer.start(program, found, source.url));
    contestants.push({ ...source, name, pid: server.pid, target: { kind: 'feed', url: server.url, path: server.path } });
  }
  return contestants;
}

async function feedContestant(bench: Bench): Promise<Contestant> {
  const hub = await hubContestant(bench);
  const { token } = await bench.hub();
  return { ...hub, name: 'feed of the hub', target: { kind: 'feed', url: hub.url, path: `/api/v1/cameras/${CAMERA_ID}/feed`, token } };
}
