import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuideCapture, GuideKeptCapture } from '@eyepiece/shared-types';
import { cameraCommand, ServiceProcess } from '../../../../system/processes/service-process.ts';
import { median, percentile } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { untilOnline } from '../../system/simulator.ts';
import { against, informative, type Result } from '../../result.ts';

const RATE_MIN = 40;
const LATENCY_MAX_MS = 20;
const UPLOAD = { width: 1280, height: 1024, bytes: 150_000, connections: 4 } as const;
const CAMERA_ID = 'latency';
const EXPOSURE_MS = 4;
/** Of the stream. At higher rates the simulator makes pictures on the core that encodes the capture. */
const FRAME_RATE = 30;
const FRAME_MS = 1000 / FRAME_RATE;
/** Commands per round; the first few include one-time loading. */
const ORDERS = 10;
const WARM_UP = 3;
/** Pause between commands, so that the thumbnails of one do not delay the next. */
const PAUSE_MS = 200;
const POLL_MS = 100;
/** A capture that was kept must be in the library after this. */
const ARRIVAL_MS = 30_000;

/** Free: the next frame of a running stream. Software: the command starts the exposure. */
const TRIGGERS = ['free', 'software'] as const;

/** When the hub answers: once file and row are durable there, or once the camera service keeps the capture. */
const ANSWERS = ['stored', 'kept'] as const;

/** Each way to take a capture. */
const WAYS = TRIGGERS.flatMap((trigger) => ANSWERS.map((answerWhen) => ({ trigger, answerWhen })));

type Way = (typeof WAYS)[number];

interface Measured extends Way {
  readonly orders: Order[];
}

interface Order {
  /** From the command to the answer, less the exposure, ms. */
  readonly excessMs: number;
  /** From the command to the beginning of the exposure. */
  readonly waitMs: number;
}

/** Rows 9 and 10: uploads like those of the camera service; commands to the real camera service with the simulator. */
export const captures: Row = {
  name: 'captures',
  about: 'durable captures per second; time from the command to the answer',
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.libraryHub();
    const rates: number[] = [];
    for (let round = 0; round < bench.pace.rounds; round += 1) {
      const plan = { url: hub.url, cameraToken: hub.cameraToken, ...UPLOAD, seconds: bench.pace.seconds };
      const { done, seconds } = await bench.rest.call('upload', plan);
      rates.push(done / seconds);
      bench.say(`${(done / seconds).toFixed(0)} captures a second`);
    }
    const latency = await latencies(bench, hub);
    return [
      against('9 captures with durable file and row, 1280×1024 JPEG', median(rates), 'per s', { atLeast: RATE_MIN }),
      ...latency.flatMap(latencyRows),
    ];
  },
};

const nameOf = ({ trigger, answerWhen }: Way): string => `trigger ${trigger}${answerWhen === 'stored' ? '' : ', answered when kept'}`;

function latencyRows(way: Measured): Result[] {
  const excess = way.orders.map(({ excessMs }) => excessMs);
  const whole = [
    against(`10 order to answer above the exposure, p50, ${nameOf(way)}`, median(excess), 'ms', { atMost: LATENCY_MAX_MS }),
    informative('10 … p95', percentile(excess, 0.95), 'ms'),
  ];
  if (way.trigger === 'software') return whole;
  // A stream adds half a frame interval on average: the exposure must begin after the command.
  const afterExposure = way.orders.map(({ excessMs, waitMs }) => excessMs - waitMs);
  return [
    ...whole,
    informative('10 … order to the beginning of the exposure, p50', median(way.orders.map(({ waitMs }) => waitMs)), 'ms'),
    informative('10 … end of the exposure to answer, p50', median(afterExposure), 'ms'),
  ];
}

async function latencies(bench: Bench, hub: HubUnderTest): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
  const env = { HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_DATA_DIR: folder, CAMERA_ID, CAMERA_DRIVER: 'simulated' };
  // On all cores, as where it is installed: the encoder of captures uses each of them.
  const service = await ServiceProcess.start(cameraCommand(env));
  try {
    await untilOnline(hub, CAMERA_ID);
    const measured = WAYS.map((way): Measured => ({ ...way, orders: [] }));
    for (let round = 0; round < bench.pace.rounds; round += 1) {
      // In turn, so that other load of the machine affects all.
      for (const { orders, ...way } of measured) orders.push(...(await ordered(hub, way)));
    }
    for (const way of measured)
      bench.say(
        latencyRows(way)
          .map(({ name, subject }) => `${name} ${subject.toFixed(1)} ms`)
          .join('; '),
      );
    return measured;
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function ordered(hub: HubUnderTest, { trigger, answerWhen }: Way): Promise<Order[]> {
  await hub.send('PUT', `/api/v1/cameras/${CAMERA_ID}/settings`, { exposure: EXPOSURE_MS, frameRate: FRAME_RATE, trigger });
  const orders: Order[] = [];
  const ids: string[] = [];
  for (let order = 0; order < ORDERS + WARM_UP; order += 1) {
    // At different moments of the frame interval.
    await delay(PAUSE_MS + Math.random() * FRAME_MS);
    const startedAt = performance.now();
    const orderedAtMs = Date.now();
    const answer = await hub.send('POST', `/api/v1/cameras/${CAMERA_ID}/captures`, { format: 'jpg', answerWhen });
    const excessMs = performance.now() - startedAt - EXPOSURE_MS;
    const { id, capture } = answer as GuideCapture | GuideKeptCapture;
    // Camera service and bench read the clock of the same machine.
    const waitMs = Math.max(0, capture.capturedAtUs / 1000 - EXPOSURE_MS - orderedAtMs);
    if (order >= WARM_UP) orders.push({ excessMs, waitMs });
    ids.push(id);
  }
  await arrived(hub, ids);
  return orders;
}

/** Waits until the library has all captures. */
async function arrived(hub: HubUnderTest, ids: readonly string[]): Promise<void> {
  const missing = new Set(ids);
  for (const deadline = performance.now() + ARRIVAL_MS; performance.now() < deadline;) {
    const { captures } = (await hub.get(`/api/v1/captures?cameraId=${CAMERA_ID}`)) as { captures: { id: string }[] };
    for (const { id } of captures) missing.delete(id);
    if (missing.size === 0) return;
    await delay(POLL_MS);
  }
  throw new Error(`${missing.size} captures were answered and not in the library after ${ARRIVAL_MS} ms`);
}
