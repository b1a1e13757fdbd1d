import { median } from '../../../../figures/statistics.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { inTurn, LARGE, measureRun, type Run } from '../../fanout-run.ts';
import { against, ratioTo, type Result } from '../../result.ts';
import { startTwoHubs, untilKnown, type ClusterHub, type TwoHubs } from '../../system/two-hubs.ts';

const VIEWERS = 50;
/** Limits of what the second hub adds to the age, ms. */
const ADDED_MS = { p50: 5, p99: 15 };
/** One copy, and the frame that was on its way when the measurement began. */
const COPIES = 1.02;

interface Measured {
  readonly run: Run;
  /** Frames that the home sent, per frame of the camera. */
  readonly copies: number;
  /** CPU time of the home per frame of the camera, µs. */
  readonly homeUs: number;
}

/** The camera is at one hub. Viewers of another hub get its frames through a relay. */
export const relay: Row = {
  name: 'relay',
  about: `what a second hub adds and costs, ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB; needs Redis`,
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const hubs = bench.stopping(await startTwoHubs());
    await introduce(bench, hubs);
    const at = (hub: ClusterHub, viewers: number) => () => measure(bench, hubs, hub, viewers);
    const [direct = [], single = [], crowd = []] = await inTurn(
      bench.pace.rounds,
      [at(hubs.home, 1), at(hubs.edge, 1), at(hubs.edge, VIEWERS)],
      bench.pace.practice,
    );
    const age = (runs: readonly Measured[], part: 'p50' | 'p99'): number => median(runs.map(({ run }) => run.report.groups[0]?.ageMs[part] ?? NaN)); // prettier-ignore
    const cost = (runs: readonly Measured[]): number => median(runs.map(({ homeUs }) => homeUs));
    return [
      against(`copies that ${VIEWERS} viewers of another hub take`, median(crowd.map(({ copies }) => copies)), 'per frame', {
        atMost: COPIES,
      }),
      against('what a hub between adds to the age: p50', age(single, 'p50') - age(direct, 'p50'), 'ms', { atMost: ADDED_MS.p50 }),
      against('… p99', age(single, 'p99') - age(direct, 'p99'), 'ms', { atMost: ADDED_MS.p99 }),
      ratioTo('CPU of the home per frame, an edge to a viewer', 'µs/frame', {
        subject: cost(crowd),
        reference: cost(direct),
        of: 'a viewer',
        atMost: 1,
      }),
    ];
  },
};

async function introduce(bench: Bench, hubs: TwoHubs): Promise<void> {
  await bench.camera.call('connect', { hubUrl: hubs.home.url, token: hubs.cameraToken, cameraId: CAMERA_ID, ...LARGE });
  await untilKnown(hubs, CAMERA_ID);
  await bench.camera.call('close', undefined);
}

async function measure(bench: Bench, { home, cameraToken, token }: TwoHubs, { url }: ClusterHub, viewers: number): Promise<Measured> {
  const contestant = {
    ...{ name: 'home', pid: home.pid, url: home.url, cameraToken },
    target: { kind: 'hub', url, token, cameraId: CAMERA_ID } as const,
  };
  const before = await framesOf(home, token);
  const run = await measureRun(bench, contestant, { ...LARGE, groups: [{ name: 'viewers', viewers }] });
  const after = await framesOf(home, token);
  const { published, delivered } = run.report;
  const measured = {
    run,
    copies: (after.sent - before.sent) / (after.received - before.received),
    homeUs: (run.usPerFrame * delivered) / published,
  };
  const [group] = run.report.groups;
  bench.say(
    `${viewers} viewers at the ${url === home.url ? 'home' : 'edge'}: age p50 ${(group?.ageMs.p50 ?? NaN).toFixed(2)} ms, ` +
      `p99 ${(group?.ageMs.p99 ?? NaN).toFixed(2)} ms, ${measured.copies.toFixed(3)} copies, home ${measured.homeUs.toFixed(0)} µs per frame`,
  );
  return measured;
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
