import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { cameraBench } from '../../system/camera-bench.ts';
import { inTurn } from '../../fanout-run.ts';
import { against, informative, type Result } from '../../result.ts';

interface Load {
  readonly name: string;
  readonly fpsMin: number;
  /** Rate requested from the simulator: slightly more than must arrive. */
  readonly fpsAsked: number;
  readonly sensor: 'default' | '5mp';
  readonly format: string;
}

const LOADS: readonly Load[] = [
  { name: '1280×1024 RGB', fpsMin: 120, fpsAsked: 125, sensor: 'default', format: 'RGB24' },
  { name: '2592×2048 mono', fpsMin: 40, fpsAsked: 45, sensor: '5mp', format: 'MONO8' },
];

interface Throughput {
  readonly fps: number;
  readonly cores: number;
  readonly jpeg_bytes: number;
}

/** Row 8. It includes the simulator's own work of making pictures. */
export const camera: Row = {
  name: 'camera',
  about: 'camera service, simulator through acquisition and encoder, 1280×1024 and 2592×2048',
  run: async (bench: Bench): Promise<Result[]> => {
    const seconds = Math.max(4, bench.pace.seconds);
    const contestants = LOADS.map((load) => async () => {
      const run = await measure(seconds, load);
      const size = `${(run.jpeg_bytes / 1000).toFixed(0)} kB a frame`;
      bench.say(`${load.name}: ${run.fps.toFixed(1)} fps on ${run.cores.toFixed(2)} cores, ${size}`);
      return run;
    });
    const all = await inTurn(bench.pace.longRounds, contestants);
    return LOADS.flatMap((load, index) => resultsOf(load, all[index] ?? []));
  },
};

const CORES_MAX = 1.5;

function resultsOf({ name, fpsMin }: Load, runs: readonly Throughput[]): Result[] {
  return [
    against(`8 camera service, ${name}`, median(runs.map(({ fps }) => fps)), 'fps', { atLeast: fpsMin }),
    against('8 … cores in use', median(runs.map(({ cores }) => cores)), 'cores', { atMost: CORES_MAX }),
    informative('8 … size of a frame', median(runs.map(({ jpeg_bytes }) => jpeg_bytes)) / 1000, 'kB'),
  ];
}

const GRACE_MS = 60_000;

function measure(seconds: number, { fpsAsked, sensor, format }: Load): Promise<Throughput> {
  const args = [String(seconds), String(fpsAsked), '--sensor', sensor, '--format', format];
  return cameraBench<Throughput>('throughput.py', args, seconds * 1000 + GRACE_MS);
}
