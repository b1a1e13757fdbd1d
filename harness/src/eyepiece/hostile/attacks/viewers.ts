/** Viewers of every kind who come and go, and lie about what they have got. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { becomeGuest } from '../clients/call.ts';
import { webSocketFrame } from '../clients/conversations.ts';
import { Intruder } from '../clients/intruder.ts';
import type { Assault, Attack } from '../target.ts';

const VIEWERS = 200;
/** The hub allows 64 connections of one user; the others are guests. */
const OF_ACCOUNT = 60;
const GUESTS = 4;
const LOOK_MS = 50;
const ACTS = 20;
const TEXT = 0x81;

export const LIARS: Attack = {
  name: 'viewers:liars',
  about: `${VIEWERS} viewers of JPEG and video who join, leave, acknowledge frames that were never sent and answer no pings`,
  run: async (assault) => {
    const { hub, shareSecret, viewerToken, cameraId, watchedId } = assault.target;
    const guests = await Promise.all(Array.from({ length: GUESTS }, () => becomeGuest(hub.port, shareSecret)));
    await Promise.all(
      Array.from({ length: VIEWERS }, (_, index) => {
        const guest = guests[index % GUESTS];
        // Guests see the camera of their session only.
        if (index >= OF_ACCOUNT && guest !== undefined) return liar(assault, { token: guest, cameraId });
        return liar(assault, { token: viewerToken, cameraId: index % 2 === 0 ? cameraId : watchedId });
      }),
    );
  },
};

async function liar({ target, over, count, random }: Assault, { token, cameraId }: { token: string; cameraId: string }): Promise<void> {
  const { port } = target.hub;
  let viewer: Intruder | undefined;
  while (!over()) {
    if (!viewer?.open) {
      viewer = await Intruder.enter(port, token);
      count(viewer ? 'admitted' : 'not admitted');
    }
    for (let act = 0; act < ACTS && viewer?.open === true && !over(); act += 1) {
      await viewer.write(lie({ cameraId, random }));
      await delay(random.between(0, LOOK_MS));
    }
    // Some stay, some leave at once, some stop reading.
    const mood = random.next();
    if (mood < 0.3) viewer?.leave();
    else if (mood < 0.5) viewer?.stall();
    await delay(LOOK_MS);
  }
  viewer?.leave();
}

function lie({ cameraId, random }: { readonly cameraId: string } & Pick<Assault, 'random'>): Buffer {
  const seq = Math.floor(random.between(0, 2 ** 32));
  const watches: object[] = [
    { cameraId },
    { cameraId, flow: 'none' },
    { cameraId, maxWidth: 1 + (seq % 2000), maxFps: 1 + (seq % 60) },
    { cameraId, video: ['h264'], prefer: 'economical' },
    { cameraId, video: ['h264'], prefer: 'exact' },
  ];
  const packets: (readonly [string, readonly unknown[]])[] = [
    ['watch', [random.choose(watches)]],
    ['watch', [random.choose(watches)]],
    ['unwatch', [{ cameraId }]],
    ['video:reset', [{ cameraId }]],
    ['frame:ack', [cameraId, seq]],
    ['frame:ack', [cameraId, seq % 1000]],
    ['frame:ack', [cameraId, -1]],
    ['frame:ack', ['nowhere', Number.MAX_SAFE_INTEGER]],
  ];
  const [name, args] = random.choose(packets);
  return webSocketFrame(TEXT, eventPacket(name, args, name === 'frame:ack' ? undefined : 1));
}
