import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../../figures/statistics.ts';
import type { GroupReport } from '../../../../crowd/report.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { hubContestant, inTurn, LARGE } from '../../fanout-run.ts';
import { against, type Result } from '../../result.ts';

const LINK = { bitsPerSecond: 20_000_000, fall: { bitsPerSecond: 1_000_000, fromMs: 10_000, untilMs: 20_000 } };
const BACK_WITHIN_S = 25;
const AFTERWARDS_S = 5;
const OLDEST_MAX_MS = 1000;
/** A frame of at least this part of the camera's bytes is the camera's own. */
const FULL = 0.9;

/** A viewer whose link falls for ten seconds. It counts from the first picture on. */
export const fall: Row = {
  name: 'fall',
  about: `a viewer whose link falls from 20 to 1 Mbit/s and recovers, ${LARGE.frameBytes / 1000} kB frames`,
  run: async (bench: Bench): Promise<Result[]> => {
    const { url, cameraToken, target } = await hubContestant(bench);
    const measure = async (seconds: number): Promise<GroupReport> => {
      await bench.crowd.call('begin', undefined);
      await delay(seconds * 1000);
      const [group] = (await bench.crowd.call('end', undefined)).groups;
      if (!group) throw new Error('the crowd reported no group');
      return group;
    };
    const [runs = []] = await inTurn(bench.pace.longRounds, [
      async () => {
        await bench.camera.call('connect', { hubUrl: url, token: cameraToken, cameraId: CAMERA_ID, ...LARGE });
        try {
          await bench.crowd.call('join', { target, groups: [{ name: 'falling', viewers: 1, link: LINK }] });
          const during = await measure(LINK.fall.untilMs / 1000 + BACK_WITHIN_S);
          const afterwards = await measure(AFTERWARDS_S);
          const bytes = afterwards.bytes / afterwards.frames;
          bench.say(
            `fall: on screen p95 ${during.onScreenMs.p95.toFixed(0)} ms, oldest ${during.onScreenMs.max.toFixed(0)} ms, down to ` +
              `${during.narrowestPx ?? 0} px; afterwards ${(bytes / 1000).toFixed(0)} kB at ${afterwards.framesPerSecond.toFixed(1)} fps`,
          );
          return { oldestMs: during.onScreenMs.max, share: (bytes / LARGE.frameBytes) * 100 };
        } finally {
          await bench.crowd.call('leave', undefined);
          await bench.camera.call('close', undefined);
        }
      },
    ]);
    return [
      against('link falls to 1 Mbit/s: oldest picture', median(runs.map(({ oldestMs }) => oldestMs)), 'ms', { atMost: OLDEST_MAX_MS }), // prettier-ignore
      against(`… bytes of a frame ${BACK_WITHIN_S} s after it recovered`, median(runs.map(({ share }) => share)), '%', { atLeast: FULL * 100 }), // prettier-ignore
    ];
  },
};
