/** What keeping the last frames costs the camera service, and what looking back costs those who watch. */
import { setTimeout as delay } from 'node:timers/promises';
import { rewindPageSchema } from '@eyepiece/shared-types';
import { median } from '../../../../figures/statistics.ts';
import type { ServiceProcess } from '../../../../system/processes/service-process.ts';
import { cpuSeconds, residentBytes } from '../../../../system/processes/process-use.ts';
import type { Bench, Row } from '../../bench.ts';
import { inTurn } from '../../fanout-run.ts';
import { against, informative, ratioTo, type Result } from '../../result.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { withSimulator } from '../../system/simulator.ts';
import type { Target } from '../../workers/crowd.ts';

const VIEWERS = 3;
const LIMITS = { cpu: 1.05, sharePercent: 98 };
/** The stream has begun and the hub asks for few acknowledgements. */
const SETTLING_MS = 6000;
const SECONDS_MIN = 5;

interface Subject {
  readonly name: string;
  readonly hub: HubUnderTest;
  readonly camera: ServiceProcess;
}

interface Run {
  /** Processor time of the camera service per frame of its stream, ms. */
  readonly msPerFrame: number;
  readonly fps: number;
  /** Times from the request of a past frame to its last byte, ms; empty while nobody looks back. */
  readonly pastMs: readonly number[];
}

/** The same simulator twice, each in front of a hub of its own. The one that nobody watches encodes nothing. */
export const rewind: Row = {
  name: 'rewind',
  about: `the last frames in memory: processor time of the camera service, and ${VIEWERS} viewers while somebody looks back`,
  run: (bench: Bench): Promise<Result[]> =>
    withSimulator(bench, { cameraId: 'kept', isPinned: true }, (keptHub, keptCamera) =>
      withSimulator(bench, { cameraId: 'plain', isPinned: true, env: { REWIND_MB: '0' } }, async (plainHub, plainCamera) => {
        const kept: Subject = { name: 'kept', hub: keptHub, camera: keptCamera };
        const plain: Subject = { name: 'plain', hub: plainHub, camera: plainCamera };
        const [without = [], alone = [], besides = []] = await inTurn(
          bench.pace.rounds,
          [() => measure(bench, plain), () => measure(bench, kept), () => measure(bench, kept, lookBack)],
          bench.pace.practice,
        );
        const middle = (runs: readonly Run[], of: (run: Run) => number): number => median(runs.map(of));
        const past = besides.flatMap(({ pastMs }) => pastMs);
        const cpu = (runs: readonly Run[]): number => middle(runs, ({ msPerFrame }) => msPerFrame);
        const share = (100 * middle(besides, ({ fps }) => fps)) / middle(alone, ({ fps }) => fps);
        return [
          ratioTo('rewind: processor time of the camera service per frame', 'ms', {
            subject: cpu(alone),
            reference: cpu(without),
            of: 'without',
            atMost: LIMITS.cpu,
          }),
          against('… frames of viewers while somebody looks back, of those alone', share, '%', { atLeast: LIMITS.sharePercent }),
          informative('… processor time per frame meanwhile', cpu(besides), 'ms'),
          informative('… past frames', past.length / besides.length, 'per measurement'),
          informative('… a past frame, from the request to its last byte', median(past), 'ms'),
          informative('… resident memory of the camera service', (await residentBytes(keptCamera.pid)) / 1e6, 'MB'),
          informative('… without', (await residentBytes(plainCamera.pid)) / 1e6, 'MB'),
        ];
      }),
    ),
};

type Beside = (subject: Subject, signal: AbortSignal) => Promise<number[]>;
const nothing: Beside = () => Promise.resolve([]);

async function measure(bench: Bench, subject: Subject, beside: Beside = nothing): Promise<Run> {
  const { name, hub, camera } = subject;
  const target: Target = { kind: 'hub', url: hub.url, token: hub.token, cameraId: name };
  try {
    await bench.crowd.call('join', { target, groups: [{ name: 'watching', viewers: VIEWERS }] });
    await delay(SETTLING_MS);
    await bench.crowd.call('begin', undefined);
    const before = await cpuSeconds(camera.pid);
    const seconds = Math.max(SECONDS_MIN, bench.pace.seconds);
    const [pastMs] = await Promise.all([beside(subject, AbortSignal.timeout(seconds * 1000)), delay(seconds * 1000)]);
    const [report, after] = await Promise.all([bench.crowd.call('end', undefined), cpuSeconds(camera.pid)]);
    const fps = report.groups[0]?.framesPerSecond ?? NaN;
    const msPerFrame = ((after - before) * 1000) / (fps * seconds);
    const looked = pastMs.length > 0 ? `; ${pastMs.length} past frames, median ${median(pastMs).toFixed(0)} ms` : '';
    bench.say(`${name}: ${fps.toFixed(1)} fps, ${msPerFrame.toFixed(2)} ms of processor time per frame${looked}`);
    return { msPerFrame, fps, pastMs };
  } finally {
    await bench.crowd.call('leave', undefined);
  }
}

/** Requests the frames in memory one after the other, as a person who scrubs. @returns the time of each, ms */
async function lookBack({ name, hub }: Subject, signal: AbortSignal): Promise<number[]> {
  const path = `/api/v1/cameras/${name}/rewind`;
  const { capturedAtUs, seq } = rewindPageSchema.parse(await hub.get(path));
  // The list keeps the newest half for 30 s; older frames may leave the memory at any moment.
  const names = seq.map((number, at) => `${capturedAtUs[at] ?? 0}-${number}.jpg`).slice(Math.ceil(seq.length * 0.6));
  if (names.length === 0) throw new Error('the camera service has no frame in memory');
  const times: number[] = [];
  for (let at = 0; !signal.aborted; at = (at + 1) % names.length) {
    const begun = performance.now();
    await hub.bytes(`${path}/${names[at] ?? ''}`);
    times.push(performance.now() - begun);
  }
  return times;
}
