import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { venvPython } from '../../../../scripts/install/python-environment.ts';
import { median } from '../../statistics.ts';
import type { Bench, Row } from '../bench.ts';
import { inTurn } from '../fanout-run.ts';
import { against, told, type Result } from '../result.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const FPS = 120;
/** The simulator gives no more than 120 and the measurement ends between two frames: half a percent is its grain. */
const FPS_MIN = FPS * 0.995;
const CORES_MAX = 1.5;
const GRACE_MS = 60_000;

interface Throughput {
  readonly fps: number;
  readonly cores: number;
  readonly jpeg_bytes: number;
}

/** Row 8: the simulator's own work of making pictures is in it. */
export const camera: Row = {
  name: 'camera',
  about: `camera service, simulator at ${FPS} fps through acquisition and encoder, 1280×1024`,
  run: async (bench: Bench): Promise<Result[]> => {
    const python = venvPython(ROOT);
    if (!existsSync(python)) throw new Error('the camera service has no Python environment yet: npm start makes it');
    const seconds = Math.max(4, bench.pace.seconds);
    const [runs = []] = await inTurn(bench.pace.longRounds, [
      async () => {
        const run = await measure(python, seconds);
        bench.say(`${run.fps.toFixed(1)} fps on ${run.cores.toFixed(2)} cores, ${(run.jpeg_bytes / 1000).toFixed(0)} kB a frame`);
        return run;
      },
    ]);
    return [
      against('8 camera service, 1280×1024', median(runs.map(({ fps }) => fps)), 'fps', { atLeast: FPS_MIN }),
      against('8 … cores in use', median(runs.map(({ cores }) => cores)), 'cores', { atMost: CORES_MAX }),
      told('8 … size of a frame', median(runs.map(({ jpeg_bytes }) => jpeg_bytes)) / 1000, 'kB'),
    ];
  },
};

async function measure(python: string, seconds: number): Promise<Throughput> {
  const cwd = join(ROOT, 'camera-ws');
  const env = { ...process.env, PYTHONPATH: join(cwd, 'src') };
  const timeout = seconds * 1000 + GRACE_MS;
  const { stdout } = await promisify(execFile)(python, [join('bench', 'throughput.py'), String(seconds), String(FPS)], {
    cwd,
    env,
    timeout,
  });
  return JSON.parse(stdout) as Throughput;
}
