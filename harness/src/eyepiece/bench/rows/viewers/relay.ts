import { median } from '../../../../figures/statistics.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { inTurn, LARGE, measureRun, type Run } from '../../fanout-run.ts';
import { against, ratioTo, type Result } from '../../result.ts';
import { introduce, startClusterHubs, type ClusterHub, type ClusterHubs } from '../../system/cluster-hubs.ts';

const VIEWERS = 50;
/** Limits of what the second hub adds to the age, ms. */
const ADDED_MS = { p50: 5, p99: 15 };
/** One copy, and the frame that was on its way when the measurement began. */
const COPIES = 1.02;
/** A viewer of an edge costs it what a viewer of a single hub costs. */
const SAME_COST = 1.05;

interface Measured {
  readonly run: Run;
  /** Frames that the home sent, per frame of the camera. */
  readonly copies: number;
  /** CPU time per frame of the camera, µs. */
  readonly homeUs: number;
  readonly edgeUs: number;
}

/** Viewers at each hub. */
interface Watching {
  readonly home?: number;
  readonly edge?: number;
}

/** The camera is at one hub. Viewers of another hub get its frames through a relay. */
export const relay: Row = {
  name: 'relay',
  about: `what a second hub adds and costs, ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB; needs Redis`,
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const hubs = bench.stopping(await startClusterHubs(1));
    await introduce(bench, hubs, LARGE);
    const watched = (watching: Watching) => () => measure(bench, hubs, watching);
    const [both = [], viewer = [], single = [], crowd = []] = await inTurn(
      bench.pace.rounds,
      [watched({ home: 1, edge: 1 }), watched({ home: 1 }), watched({ home: VIEWERS }), watched({ edge: VIEWERS })],
      bench.pace.practice,
    );
    const added = (part: 'p50' | 'p99'): number => median(both.map(({ run }) => ageOf(run, 'edge', part) - ageOf(run, 'home', part)));
    return [
      against(`copies that ${VIEWERS} viewers of another hub take`, median(crowd.map(({ copies }) => copies)), 'per frame', {
        atMost: COPIES,
      }),
      against('what a hub between adds to the age of the same frames: p50', added('p50'), 'ms', { atMost: ADDED_MS.p50 }),
      against('… p99', added('p99'), 'ms', { atMost: ADDED_MS.p99 }),
      ratioTo('CPU of the home per frame, an edge to a viewer', 'µs/frame', {
        subject: median(crowd.map(({ homeUs }) => homeUs)),
        reference: median(viewer.map(({ homeUs }) => homeUs)),
        of: 'a viewer',
        atMost: 1,
      }),
      ratioTo(`CPU of a hub per viewer and frame, ${VIEWERS} viewers of an edge to those of the home`, 'µs/frame', {
        subject: median(crowd.map(({ edgeUs }) => edgeUs / VIEWERS)),
        reference: median(single.map(({ homeUs }) => homeUs / VIEWERS)),
        of: 'the home',
        atMost: SAME_COST,
      }),
    ];
  },
};

async function measure(bench: Bench, hubs: ClusterHubs, { home: atHome = 0, edge: atEdge = 0 }: Watching): Promise<Measured> {
  const { home, edges, cameraToken, token } = hubs;
  const [edge = home] = edges;
  const contestant = {
    ...{ name: 'home', pid: home.pid, url: home.url, cameraToken, helpers: [edge.pid] },
    target: { kind: 'hub', url: home.url, token, cameraId: CAMERA_ID } as const,
  };
  const groups = [
    { name: 'home', viewers: atHome },
    { name: 'edge', viewers: atEdge, url: edge.url },
  ].filter(({ viewers }) => viewers > 0);
  const before = await framesOf(home, token);
  const run = await measureRun(bench, contestant, { ...LARGE, groups });
  const after = await framesOf(home, token);
  const { published } = run.report;
  const [homeSeconds = NaN, edgeSeconds = NaN] = run.usedSeconds;
  const measured = {
    run,
    copies: (after.sent - before.sent) / (after.received - before.received),
    homeUs: (homeSeconds / published) * 1e6,
    edgeUs: (edgeSeconds / published) * 1e6,
  };
  const ages = groups.map(
    ({ name, viewers }) =>
      `${viewers} viewers at the ${name}: age p50 ${ageOf(run, name, 'p50').toFixed(2)} ms, p99 ${ageOf(run, name, 'p99').toFixed(2)} ms`,
  );
  const used = `home ${measured.homeUs.toFixed(0)} µs, edge ${measured.edgeUs.toFixed(0)} µs per frame`;
  bench.say(`${ages.join('; ')}; ${measured.copies.toFixed(3)} copies; ${used}`);
  return measured;
}

function ageOf({ report }: Run, group: string, part: 'p50' | 'p99'): number {
  return report.groups.find(({ name }) => name === group)?.ageMs[part] ?? NaN;
}

/** Counters of the hub since its start. */
async function framesOf({ url }: ClusterHub, token: string): Promise<{ readonly received: number; readonly sent: number }> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET /metrics: ${response.status} ${await response.text()}`);
  const lines = (await response.text()).split('\n');
  const sum = (name: string): number => {
    const values = lines.filter((line) => line.startsWith(`${name}{camera="${CAMERA_ID}"`)).map((line) => Number(line.split(' ').at(-1)));
    return values.reduce((so, value) => so + value, 0);
  };
  return { received: sum('eyepiece_frames_received_total'), sent: sum('eyepiece_frames_sent_total') };
}
