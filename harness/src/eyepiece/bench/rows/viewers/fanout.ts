import { median, type Percentiles } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun, referenceContestant, type Run } from '../../fanout-run.ts';
import { against, ratioTo, informative, type Result } from '../../result.ts';

const VIEWERS = 100;

/**
 * Rows 1 and 4, from the same measurements. Row 4 is measured from outside: from the camera's call of send() to the last
 * byte at the last viewer. It is an upper bound, because it includes the camera's masking, the kernel, and reading all
 * viewers on one core. Plain TCP writes are shown beside it: that part is not the hub's. The hub's own histogram bounds
 * the time between receipt of a frame and the write for its last viewer.
 */
export const fanout: Row = {
  name: 'fanout',
  about: `CPU per delivered frame and time to the last viewer, ${VIEWERS} viewers × ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB`,
  run: async (bench: Bench): Promise<Result[]> => {
    const contestants = [
      await hubContestant(bench),
      await referenceContestant(bench, 'ws'),
      await referenceContestant(bench, 'socket.io'),
      await referenceContestant(bench, 'raw'),
    ];
    const load = { ...LARGE, groups: [{ name: 'fast', viewers: VIEWERS }] };
    const [hub = [], ws = [], socketIo = [], raw = []] = await inTurn(
      bench.pace.rounds,
      contestants.map((contestant) => async () => {
        const run = await measureRun(bench, contestant, load);
        bench.say(`${contestant.name}: ${described(run)}`);
        return run;
      }),
      bench.pace.practice,
    );
    return [...cost({ hub, ws, socketIo, raw }), ...lateness(hub, raw)];
  },
};

function described({ usPerFrame, report, own }: Run): string {
  const [group] = report.groups;
  const share = ((group?.share.mean ?? 0) * 100).toFixed(1);
  const widthPx = group?.narrowestPx ?? undefined;
  const narrowest = widthPx === undefined ? '' : `none narrower than ${widthPx} px, `;
  const last = report.lastViewerMs;
  return (
    `${usPerFrame.toFixed(1)} µs per frame, ${share} % delivered, ${narrowest}` +
    `last viewer p50 ${last.p50.toFixed(1)} ms, p99 ${last.p99.toFixed(1)} ms` +
    (own ? `, inside at most ${own.p50} and ${own.p99} ms` : '')
  );
}

const OF_WS = 1.15;
const OF_SOCKET_IO = 0.7;

function cost(runs: { hub: readonly Run[]; ws: readonly Run[]; socketIo: readonly Run[]; raw: readonly Run[] }): Result[] {
  const of = (some: readonly Run[]): number => median(some.map(({ usPerFrame }) => usPerFrame));
  const unit = 'µs/frame';
  const subject = of(runs.hub);
  const socketIo = { subject, reference: of(runs.socketIo), of: 'Socket.IO', atMost: OF_SOCKET_IO };
  return [
    ratioTo('1 CPU per delivered frame, to ws send() per viewer', unit, { subject, reference: of(runs.ws), of: 'ws', atMost: OF_WS }),
    ratioTo('1 … to stock Socket.IO volatile broadcast', unit, socketIo),
    ratioTo('1 … to plain TCP writes of a ready buffer', unit, { subject, reference: of(runs.raw), of: 'TCP' }),
  ];
}

const LAST_P50_MAX_MS = 5;
const LAST_P99_MAX_MS = 15;

function lateness(hub: readonly Run[], raw: readonly Run[]): Result[] {
  const of = (runs: readonly Run[], at: keyof Percentiles): number => median(runs.map(({ report }) => report.lastViewerMs[at]));
  const own = (at: 'p50' | 'p99'): number => median(hub.map((run) => run.own?.[at] ?? Number.NaN));
  return [
    against(`4 camera's send to last of ${VIEWERS} viewers, p50`, of(hub, 'p50'), 'ms', { atMost: LAST_P50_MAX_MS }),
    against('4 … p99', of(hub, 'p99'), 'ms', { atMost: LAST_P99_MAX_MS }),
    informative('4 … of it inside the hub at most, p50', own('p50'), 'ms'),
    informative('4 … of it inside the hub at most, p99', own('p99'), 'ms'),
    informative('4 … with plain TCP writes instead, p50', of(raw, 'p50'), 'ms'),
    informative('4 … with plain TCP writes instead, p99', of(raw, 'p99'), 'ms'),
  ];
}
