import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { against, type Result } from '../../result.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { withSimulator } from '../../system/simulator.ts';
import type { Target } from '../../workers/crowd.ts';

const CAMERA_ID = 'join';
const BITS_PER_SECOND = 1_000_000;
const FIRST_MAX_MS = 500;
const OLDEST_MAX_MS = 1000;
const ROUNDS_MIN = 3;
/** From joining on. The choice of rendition or tier ends within it. */
const SECONDS = 8;
const WISHES = [
  { name: 'H.264', wish: { video: 'h264' } },
  { name: 'JPEG', wish: {} },
] as const;

interface Joined {
  readonly firstMs: number;
  readonly oldestMs: number;
}

/** Opening the connection counts. The measurement begins before it. */
export const join: Row = {
  name: 'join',
  about: 'joining at 1 Mbit/s: time to the first picture, and the oldest one from then on, H.264 and JPEG',
  run: (bench: Bench): Promise<Result[]> =>
    withSimulator(bench, { cameraId: CAMERA_ID, isPinned: false }, async (hub) => {
      const ended = new AbortController();
      try {
        await keepStreaming(hub, ended.signal);
        const results: Result[] = [];
        for (const { name, wish } of WISHES) {
          const rounds: Joined[] = [];
          while (rounds.length < Math.max(ROUNDS_MIN, bench.pace.longRounds)) rounds.push(await joinOnce(bench, hub, wish));
          bench.say(
            `${name}: ${rounds.map(({ firstMs, oldestMs }) => `${firstMs.toFixed(0)} ms, oldest ${oldestMs.toFixed(0)}`).join('; ')}`,
          );
          const firsts = rounds.map(({ firstMs }) => firstMs);
          results.push(
            against(`joining at 1 Mbit/s, ${name}: first picture, median`, median(firsts), 'ms', { atMost: FIRST_MAX_MS }),
            against('… slowest', Math.max(...firsts), 'ms', { atMost: FIRST_MAX_MS }),
            against('… oldest picture from the first one on', Math.max(...rounds.map(({ oldestMs }) => oldestMs)), 'ms', { atMost: OLDEST_MAX_MS }), // prettier-ignore
          );
        }
        return results;
      } finally {
        ended.abort();
      }
    }),
};

/** The camera streams already when the viewer joins. @returns when it does */
async function keepStreaming({ url, token }: HubUnderTest, signal: AbortSignal): Promise<void> {
  const { ok, status, body } = await fetch(`${url}/api/v1/cameras/${CAMERA_ID}/feed`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if (!ok) throw new Error(`the feed was refused: ${status}`);
  const reader = body?.getReader();
  const readOn = async (): Promise<void> => {
    // Ends with the signal, and when the hub ends.
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
  };
  await reader?.read();
  void readOn().catch(() => undefined);
}

async function joinOnce(bench: Bench, { url, token }: HubUnderTest, wish: (typeof WISHES)[number]['wish']): Promise<Joined> {
  const target: Target = { kind: 'hub', url, token, cameraId: CAMERA_ID, ...wish };
  try {
    const groups = [{ name: 'joining', viewers: 1, link: { bitsPerSecond: BITS_PER_SECOND } }];
    const [firstMs] = await bench.crowd.call('join', { target, groups, fromStart: true });
    await delay(SECONDS * 1000);
    const [group] = (await bench.crowd.call('end', undefined)).groups;
    if (!group || firstMs === undefined) throw new Error('the crowd reported no group');
    return { firstMs, oldestMs: group.onScreenMs.max };
  } finally {
    await bench.crowd.call('leave', undefined);
  }
}
