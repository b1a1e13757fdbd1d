import type { Bench, Row } from '../../bench.ts';
import { cameraBench } from '../../system/camera-bench.ts';
import { against, informative, ratioTo, type Result } from '../../result.ts';

const CORES_MAX = 0.5;
/** Of 30. The rest allows for frames that arrive while the machine does other work. */
const FPS_MIN = 29;
const ROUND_GRACE_MS = 60_000;

interface TierFigures {
  readonly ms: number;
  readonly key_bytes: number;
  readonly mbits_per_second: number;
  readonly cores: number;
  readonly fps: number;
}

interface Figures {
  readonly jpeg_ms: number;
  readonly planes_ms: number;
  readonly threads_without_viewers: number;
  readonly tiers: Readonly<Record<string, TierFigures>>;
}

/** The video encoders of the camera service, one tier at a time. */
export const encoder: Row = {
  name: 'encoder',
  about: 'H.264 in the camera service: each tier at 1280×1024 and 30 fps, and none without viewers',
  run: async (bench: Bench): Promise<Result[]> => {
    const { seconds, longRounds } = bench.pace;
    return resultsOf(await measure(Math.max(2, seconds / 2), longRounds));
  },
};

function resultsOf({ jpeg_ms, planes_ms, threads_without_viewers, tiers }: Figures): Result[] {
  const jpeg = { reference: jpeg_ms, of: 'JPEG' };
  return [
    ratioTo('encoder: planes for all tiers of a size', 'ms', { subject: planes_ms, ...jpeg }),
    ...Object.entries(tiers).flatMap(([tier, figures]) => [
      ratioTo(`encoder: ${tier}, CPU per frame`, 'ms', { subject: figures.ms, ...jpeg }),
      against(`… ${tier} at 30 fps with its planes`, figures.cores, 'cores', { atMost: CORES_MAX }),
      against(`… ${tier}, rate`, figures.fps, 'fps', { atLeast: FPS_MIN }),
      informative(`… ${tier}, key frame`, figures.key_bytes / 1000, 'kB'),
      informative(`… ${tier}, bit rate`, figures.mbits_per_second, 'Mbit/s'),
    ]),
    against('encoder: threads without viewers', threads_without_viewers, 'threads', { atMost: 0 }),
  ];
}

function measure(seconds: number, rounds: number): Promise<Figures> {
  // Each round streams every tier twice for `seconds`: without and with a viewer.
  const withinMs = rounds * (6 * seconds * 1000 + ROUND_GRACE_MS);
  return cameraBench<Figures>('video.py', [String(seconds), String(rounds)], withinMs);
}
