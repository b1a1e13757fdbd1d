import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { venvPython } from '@eyepiece/host/python/environment';
import { CHECKOUT } from '../../../../system/programs.ts';
import type { Bench, Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { openBenchLink } from '../../system/kernel-link.ts';
import { against, informative, type Result } from '../../result.ts';
import { withSimulator } from '../../system/simulator.ts';

const CAMERA_ID = 'quality';
const LINKS = [
  { name: '1 Mbit/s', bitsPerSecond: 1_000_000, atLeast: 0.95 },
  { name: '8 Mbit/s', bitsPerSecond: 8_000_000, atLeast: 0.97 },
] as const;
const FRAMES = 60;
/** Longer than the deadline of the program. */
const WITHIN_MS = 180_000;

interface Figures {
  readonly frames: number;
  readonly median: number;
  readonly worst: number;
  readonly video: number;
  readonly jpeg: number;
}

/** What a viewer on a link sees, decoded and compared with the JPEGs of the same sequence numbers. */
export const videoQuality: Row = {
  name: 'video-quality',
  about: 'H.264 at 1 and 8 Mbit/s, decoded and compared with the JPEGs of the same frames',
  run: (bench: Bench): Promise<Result[]> => {
    const python = venvPython(CHECKOUT);
    if (!existsSync(python)) throw new Error('the camera service has no Python environment yet: npm start creates it');
    return withSimulator(bench, { cameraId: CAMERA_ID, isPinned: false }, async (hub) => {
      const results: Result[] = [];
      for (const { name, bitsPerSecond, atLeast } of LINKS) {
        const figures = await compare(python, hub, bitsPerSecond);
        const { frames, median, worst, video, jpeg } = figures;
        bench.say(`${name}: SSIM ${median.toFixed(3)}, worst ${worst.toFixed(3)} of ${frames}; ${video} frames of video, ${jpeg} JPEGs`);
        results.push(
          against(`video at ${name}: SSIM to the JPEG of the same frame`, median, '', { atLeast }),
          informative('… worst picture', worst, ''),
        );
      }
      return results;
    });
  },
};

async function compare(python: string, hub: HubUnderTest, bitsPerSecond: number): Promise<Figures> {
  const link = await openBenchLink(hub.url, { bitsPerSecond });
  try {
    const cwd = join(CHECKOUT, 'camera-ws');
    const args = [join('bench', 'video_quality.py'), hub.url, link.url, hub.token, CAMERA_ID, String(FRAMES)];
    const env = { ...process.env, PYTHONPATH: join(cwd, 'src') };
    const { stdout } = await promisify(execFile)(python, args, { cwd, env, timeout: WITHIN_MS });
    return JSON.parse(stdout) as Figures;
  } finally {
    await link.close();
  }
}
