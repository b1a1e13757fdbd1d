/** Camera services with a valid token that are broken or hostile. The witnesses watch another camera. */
import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame, encodeVideoFrame, VIDEO_TIERS, type FrameFields } from '@eyepiece/shared-types';
import sharp from 'sharp';
import type { SeededRandom } from '../../../figures/random.ts';
import { eventPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { CameraService, type Introduction } from '../clients/camera-service.ts';
import { webSocketFrame } from '../clients/conversations.ts';
import { Intruder } from '../clients/intruder.ts';
import type { Assault, Attack, Target } from '../target.ts';

const LINKS = 4;
const BURST = 200;
/** Time between bursts, ms: 10,000 messages a second on each link. */
const PAUSE_MS = 20;
const HALVES = 24;
const HALF_BYTES = 32 * 1024 * 1024;
const HUGE_BYTES = 64 * 1024 * 1024;
const HOUR_US = 3_600_000_000;
const VIDEO = { tiers: VIDEO_TIERS.map((tier) => ({ tier, bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 })) };
const TEXT = 0x81;

/** Last byte of the address that the last attack got. The hub limits links per address, so every attack has its own. */
let addresses = 100;
const nextAddress = (): string => `127.0.0.${String((addresses += 1))}`;

type Sends = (service: CameraService, assault: Assault) => Promise<void> | void;

/** Keeps links with ids of their own, and calls `sends` on each in turn until the end. Links that the hub closes are dialled again. */
function linked(name: string, about: string, sends: Sends, more: Introduction['more'] = {}): Attack {
  const from = nextAddress();
  return {
    name,
    about,
    run: async (assault) => {
      const { target, over, count } = assault;
      await Promise.all(
        Array.from({ length: LINKS }, async (_, index) => {
          const cameraId = `hostile-${index}`;
          let service: CameraService | undefined;
          while (!over()) {
            if (!service?.open) {
              if (service) count('ended by the hub');
              service = await CameraService.linked(target, { cameraId, from, more });
              count(service ? 'linked' : 'refused');
            }
            if (service) await sends(service, assault);
            await delay(PAUSE_MS);
          }
          service?.leave();
        }),
      );
    },
  };
}

/** A viewer of the hostile camera, so that the hub has to make smaller pictures of what the camera sends. */
function watched(attack: Attack, options: object): Attack {
  return {
    ...attack,
    run: async (assault) => {
      const viewers: Intruder[] = [];
      const watching = (async () => {
        while (!assault.over() && viewers.length < LINKS) {
          const viewer = await Intruder.enter(assault.target.hub.port, assault.target.viewerToken);
          if (!viewer) continue;
          const request = { cameraId: `hostile-${viewers.length}`, ...options };
          viewers.push(viewer);
          // The camera may be linked later than its viewer.
          for (let attempt = 0; attempt < 10 && !assault.over(); attempt += 1) {
            await viewer.write(webSocketFrame(TEXT, eventPacket('watch', [request], attempt)));
            await delay(100);
          }
        }
      })();
      await Promise.all([attack.run(assault), watching]);
      for (const viewer of viewers) viewer.leave();
    },
  };
}

const whole = (seq: number): FrameFields => ({
  seq,
  flags: 0,
  capturedAtUs: Date.now() * 1000,
  width: 640,
  height: 480,
  exposureMs: 8,
  gainDb: 0,
});

let seq = 0;
const nextFields = (): FrameFields => whole((seq = (seq + 1) % 2 ** 32));

const small = sharp({ create: { width: 64, height: 48, channels: 3, background: '#a06030' } });
const picture = small.jpeg().toBuffer();
/** One colour: half a megabyte, and a hundred million pixels for a decoder. */
const bomb = sharp({ create: { width: 12_000, height: 8000, channels: 3, background: '#a06030' } })
  .jpeg()
  .toBuffer();

/** A frame with one field that lies. */
async function lie(random: SeededRandom): Promise<Uint8Array> {
  const jpeg = await picture;
  const big = Math.floor(random.between(0, 2 ** 32));
  const fields = nextFields();
  const message = (change: Partial<FrameFields>): Buffer => Buffer.from(encodeFrame({ ...fields, ...change }, jpeg));
  const patched = (patch: (frame: Buffer) => void): Buffer => {
    const frame = message({});
    patch(frame);
    return frame;
  };
  const lies: (() => Promise<Uint8Array> | Uint8Array)[] = [
    () => patched((frame) => frame.writeUInt32BE(big, 36)),
    () => patched((frame) => frame.writeUInt16BE(big % 65_536, 6)),
    () => patched((frame) => frame.writeUInt8(big % 256, 5)),
    () => patched((frame) => frame.writeFloatBE(Number.NaN, 28)),
    () => patched((frame) => frame.writeUInt32BE(0xffff_ffff, 16)),
    () => message({}).subarray(0, big % 60),
    () => message({ seq: big }),
    () => message({ seq: Math.max(0, fields.seq - 1000) }),
    () => message({ width: 65_535, height: 65_535 }),
    () => message({ width: 0, height: 0 }),
    () => message({ width: 1 + (big % 4000), height: 1 }),
    () => message({ capturedAtUs: 0 }),
    () => message({ capturedAtUs: Number.MAX_SAFE_INTEGER }),
    async () => encodeFrame(fields, await bomb),
    async () => encodeFrame({ ...fields, width: 12_000, height: 8000 }, await bomb),
    () => encodeFrame(fields, new Uint8Array(100_000)),
    () => encodeFrame(fields, new Uint8Array()),
  ];
  return random.choose(lies)();
}

const FRAMES = watched(
  linked(
    'camera:frames',
    'frames with false sizes, numbers, times and pictures, with viewers of them',
    async (service, { random, count }) => {
      for (let sent = 0; sent < 5; sent += 1) service.frame(await lie(random));
      count('sent', 5);
      await service.drained(1_000_000);
    },
  ),
  { maxWidth: 200, flow: 'none' },
);

const FLOOD = linked('camera:flood', 'ten thousand small frames a second', async (service, { count }) => {
  const jpeg = await picture;
  for (let sent = 0; sent < BURST; sent += 1) service.frame(encodeFrame(nextFields(), jpeg));
  count('sent', BURST);
  await service.drained(1_000_000);
});

const STATES = linked(
  'camera:states',
  'ten thousand states a second: clocks that are set, faults, settings',
  async (service, { count, random }) => {
    for (let sent = 0; sent < BURST; sent += 1) {
      const connected = random.next() < 0.5;
      const fault = { code: 'disconnected', message: 'x'.repeat(1900) };
      service.state({
        connected,
        ...(connected ? {} : { fault }),
        dropped: sent,
        clockStepUs: Math.round(random.between(-24, 24)) * HOUR_US,
      });
    }
    count('sent', BURST);
    await service.drained(1_000_000);
  },
);

const CLOCKS = linked('camera:clocks', 'clocks that jump by hours with every ping and frame', async (service, { count, random }) => {
  const jump = (): number => Math.round(random.between(-24, 24)) * HOUR_US;
  service.cameraTimeUs = () => Date.now() * 1000 + jump();
  service.frame(encodeFrame({ ...nextFields(), capturedAtUs: Date.now() * 1000 + jump() }, await picture));
  service.state({ clockStepUs: jump() });
  count('sent');
});

const VIDEO_LIES = watched(
  linked(
    'camera:video',
    'video that nobody asked for, of 64 MB, or with key frames that are none',
    async (service, { count, random }) => {
      const fields = nextFields();
      service.frame(encodeFrame(fields, await picture));
      const key = random.next() < 0.5;
      const video = {
        codec: 'h264',
        tier: random.choose(VIDEO_TIERS),
        key,
        dependsOn: key ? fields.seq : Math.max(0, fields.seq - 1),
      } as const;
      const bytes = random.next() < 0.05 ? HUGE_BYTES : 2000;
      service.frame(encodeVideoFrame(fields, video, new Uint8Array(bytes)));
      count(bytes === HUGE_BYTES ? 'huge' : 'sent');
      await service.drained();
    },
    { video: VIDEO },
  ),
  { video: ['h264'], prefer: 'economical' },
);

const IDS: Attack = {
  name: 'camera:ids',
  about: 'a new camera id with every link',
  run: async ({ target, over, count, random }) => {
    const from = nextAddress();
    for (let made = 0; !over(); made += 1) {
      const cameraId = `made-${Math.floor(random.between(0, 1e9))}-${made}`;
      const service = await CameraService.linked(target, { cameraId, from });
      count(service ? 'linked' : 'refused');
      await service?.drained();
      await delay(1);
      service?.leave();
    }
  },
};

const TURNS: Attack = {
  name: 'camera:turns',
  about: 'two camera services with one id that replace each other',
  run: async ({ target, over, count }) => {
    const from = nextAddress();
    let before: CameraService | undefined;
    while (!over()) {
      const service = await CameraService.linked(target, { cameraId: 'hostile-twins', from });
      count(service ? 'linked' : 'refused');
      await service?.drained();
      before?.leave();
      before = service;
      await delay(1);
    }
    before?.leave();
  },
};

const HALF: Attack = {
  name: 'camera:halves',
  about: `${HALVES} links, each with half a message and then silence`,
  run: async (assault) => {
    const { target, over, count } = assault;
    const bytes = Buffer.alloc(HALF_BYTES);
    const held = new Set<CameraService>();
    while (!over()) {
      if (held.size < HALVES) {
        const service = await halfOf(target, held.size);
        count(service ? 'opened' : 'refused');
        if (service) {
          service.half(bytes);
          held.add(service);
        }
      }
      for (const service of held) {
        if (service.open) continue;
        held.delete(service);
        count('ended by the hub');
      }
      await delay(PAUSE_MS);
    }
    for (const service of held) service.leave();
  },
};

/** With a hello or without one. */
async function halfOf(target: Target, index: number): Promise<CameraService | undefined> {
  const from = '127.0.0.99';
  const greets = index % 2 === 0;
  const service = greets
    ? await CameraService.linked(target, { cameraId: `hostile-half-${index}`, from })
    : await CameraService.dial(target, from);
  if (service) service.cameraTimeUs = undefined;
  return service;
}

export const CAMERAS: readonly Attack[] = [FRAMES, FLOOD, STATES, CLOCKS, VIDEO_LIES, IDS, TURNS, HALF];
