import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { inTurn } from '../../fanout-run.ts';
import { against, informative, type Result } from '../../result.ts';
import { withSimulator } from '../../system/simulator.ts';
import type { Target } from '../../workers/crowd.ts';

const CAMERA_ID = 'deep';
const BITS_PER_SECOND = 200_000_000;
const FPS_MIN = 10;
const JPEG_SHARE_MIN_PERCENT = 90;
/** The hub has measured the links, and the samples have begun. */
const SECONDS = { settling: 8, min: 10 };

/** The real camera service with the simulator, because sizes of frames depend on the noise of the pictures. */
export const samples: Row = {
  name: 'deep',
  about: 'samples of 12 bits, 1280×1024, to a viewer at 200 Mbit/s, beside a viewer of JPEG, from the real camera service',
  run: (bench: Bench): Promise<Result[]> =>
    withSimulator(bench, { cameraId: CAMERA_ID, isPinned: false }, async (hub) => {
      await hub.send('PUT', `/api/v1/cameras/${CAMERA_ID}/settings`, { pixelFormat: 'MONO16' });
      const target: Target = { kind: 'hub', url: hub.url, token: hub.token, cameraId: CAMERA_ID, samples: true };
      const groups = [{ name: 'samples', viewers: 1, link: { bitsPerSecond: BITS_PER_SECOND } }];
      const jpegBefore = await jpegFps(hub.url, hub.token);
      const [runs = []] = await inTurn(bench.pace.longRounds, [
        async () => {
          try {
            await bench.crowd.call('join', { target, groups });
            await delay(SECONDS.settling * 1000);
            await bench.crowd.call('begin', undefined);
            const seconds = Math.max(SECONDS.min, bench.pace.seconds);
            const [jpeg] = await Promise.all([jpegFps(hub.url, hub.token, seconds), delay(seconds * 1000)]);
            const [group] = (await bench.crowd.call('end', undefined)).groups;
            if (!group) throw new Error('the crowd reported no group');
            const fps = (group.framesPerSecond * (group.pictures['samples'] ?? 0)) / Math.max(1, group.frames);
            const megabits = (group.bytes * 8) / seconds / 1e6;
            const p95 = group.onScreenMs.p95;
            bench.say(
              `samples: ${fps.toFixed(1)} fps, ${megabits.toFixed(0)} Mbit/s, on screen p95 ${p95.toFixed(0)} ms; a feed of JPEG beside it ${jpeg.toFixed(1)} fps`,
            );
            return { fps, megabits, p95, jpeg };
          } finally {
            await bench.crowd.call('leave', undefined);
          }
        },
      ]);
      const middle = (of: (run: (typeof runs)[number]) => number): number => median(runs.map(of));
      return [
        against(
          'samples at 200 Mbit/s: frames per second',
          middle(({ fps }) => fps),
          'fps',
          { atLeast: FPS_MIN },
        ),
        informative(
          '… used of the link',
          middle(({ megabits }) => megabits),
          'Mbit/s',
        ),
        informative(
          '… age on screen, p95',
          middle(({ p95 }) => p95),
          'ms',
        ),
        against('… JPEG frames of a feed beside them, of those alone', (100 * middle(({ jpeg }) => jpeg)) / jpegBefore, '%', { atLeast: JPEG_SHARE_MIN_PERCENT }), // prettier-ignore
      ];
    }),
};

/** Frames a second of an MJPEG feed. */
async function jpegFps(url: string, token: string, seconds = 5): Promise<number> {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const { ok, status, body } = await fetch(`${url}/api/v1/cameras/${CAMERA_ID}/feed`, { headers, signal: ended.signal });
  if (!ok || !body) throw new Error(`the feed was refused: ${status}`);
  const reader = body.getReader();
  const endsAtMs = performance.now() + seconds * 1000;
  let frames = 0;
  for (let part = await reader.read(); !part.done && performance.now() < endsAtMs; part = await reader.read()) {
    frames += Buffer.from(part.value).toString('latin1').split('Content-Type: image/jpeg').length - 1;
  }
  ended.abort();
  return frames / seconds;
}
