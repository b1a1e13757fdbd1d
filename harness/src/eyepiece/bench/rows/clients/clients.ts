import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import type { WatchedFigures } from '../../clients/figures.ts';
import { watchWith, type ClientName } from '../../clients/run-client.ts';
import { inTurn } from '../../fanout-run.ts';
import { against, informative, type Result } from '../../result.ts';
import { openBenchLink } from '../../system/kernel-link.ts';
import { withSimulator } from '../../system/simulator.ts';

const CAMERA_ID = 'clients';
const CLIENTS: readonly ClientName[] = ['TypeScript', 'Python'];
const FPS = 30;
const SHARE_MIN_PERCENT = 95;
const PYTHON_CORES_MAX = 0.5;
const NARROW_BITS_PER_SECOND = 1_000_000;
const OLDEST_MAX_MS = 1000;
/** The hub has measured the link. */
const SECONDS = { settling: 5, min: 10 };

/** The programs do with each frame what costs nothing, so that only the clients are measured. */
export const clients: Row = {
  name: 'clients',
  about: 'programs with the TypeScript and the Python client: 1280×1024 at 30 fps from the real camera service, and at 1 Mbit/s',
  run: (bench: Bench): Promise<Result[]> =>
    withSimulator(bench, { cameraId: CAMERA_ID, isPinned: false }, async (hub) => {
      const plan = {
        token: hub.token,
        cameraId: CAMERA_ID,
        settlingS: SECONDS.settling,
        seconds: Math.max(SECONDS.min, bench.pace.seconds),
      };
      const results: Result[] = [];
      for (const client of CLIENTS) {
        const narrow = async (): Promise<WatchedFigures> => {
          const link = await openBenchLink(hub.url, { bitsPerSecond: NARROW_BITS_PER_SECOND, shared: true });
          try {
            return await watchWith({ ...plan, client, url: link.url });
          } finally {
            await link.close();
          }
        };
        const [fast = [], slow = []] = await inTurn(bench.pace.longRounds, [() => watchWith({ ...plan, client, url: hub.url }), narrow]);
        const middle = (runs: readonly WatchedFigures[], of: (run: WatchedFigures) => number): number => median(runs.map(of));
        const fps = middle(fast, ({ framesPerSecond }) => framesPerSecond);
        const cores = middle(fast, (run) => run.cores);
        const oldest = middle(slow, ({ oldestMs }) => oldestMs);
        bench.say(
          `${client}: ${fps.toFixed(1)} fps, ${(100 * middle(fast, ({ share }) => share)).toFixed(1)} % of the camera's, on ${cores.toFixed(2)} cores; at 1 Mbit/s oldest ${oldest.toFixed(0)} ms, ${middle(slow, (run) => run.framesPerSecond).toFixed(1)} fps`,
        );
        results.push(
          against(`${client} client: frames, of ${FPS} fps`, (100 * fps) / FPS, '%', { atLeast: SHARE_MIN_PERCENT }),
          informative('… of those that the camera delivered', 100 * middle(fast, ({ share }) => share), '%'),
          client === 'Python'
            ? against('… processor time without decoding', cores, 'cores', { atMost: PYTHON_CORES_MAX })
            : informative('… processor time', cores, 'cores'),
          informative('… age at 1 Mbit/s, p95', middle(slow, ({ p95AgeMs }) => p95AgeMs), 'ms'), // prettier-ignore
          against('… oldest picture at 1 Mbit/s', oldest, 'ms', { atMost: OLDEST_MAX_MS }),
        );
      }
      return results;
    }),
};
