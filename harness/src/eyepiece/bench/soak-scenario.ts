/** The soak as a scenario: many viewers for minutes, some of which stall, leave and reload. */
import type { ScenarioInput } from '../../scenario/schema/scenario.ts';

export const FAST = 'fast';
export const HUB = 'hub-under-test';
export const SHARE_MIN_PERCENT = 99;
/** Growth of memory in an hour, beyond noise. */
export const TREND_MAX_MB = 20;
/** Code is loaded and compiled in this part of the time, so that memory grows. */
const SETTLING = 0.2;
/** Viewers join, and the hub finds how often each acknowledges. */
const JOINING_S = 6;
const SAMPLES = { everyS: 10, max: 3600 };
/** Shares are also taken in windows. */
const WINDOWS = { shortestS: 20, max: 10 };

export interface SoakPlan {
  readonly url: string;
  readonly token: string;
  readonly cameraToken: string;
  readonly cameraId: string;
  /** Of the hub. */
  readonly pid: number;
  readonly minutes: number;
  readonly fps: number;
  readonly frameBytes: number;
  readonly width: number;
  readonly height: number;
}

/** The first two expectations are the share of the whole time and the trend of memory; the others are shares of windows. */
export function soakScenario(plan: SoakPlan): ScenarioInput {
  const seconds = plan.minutes * 60;
  return {
    name: 'soak',
    duration: `${seconds}s`,
    bin: `${Math.max(SAMPLES.everyS, Math.ceil(seconds / SAMPLES.max))}s`,
    target: { url: plan.url, token: plan.token, cameraToken: plan.cameraToken },
    cameras: [{ name: plan.cameraId, fps: plan.fps, width: plan.width, height: plan.height, size: `${plan.frameBytes}B` }],
    processes: [{ name: HUB, pid: plan.pid }],
    crowds: [
      { name: FAST, viewers: 95, camera: plan.cameraId },
      {
        name: 'unsteady',
        viewers: 5,
        camera: plan.cameraId,
        behaviour: [
          { do: 'stall', at: '3s', for: '5s', every: '11s', viewers: 3 },
          { do: 'leave', at: '7s', for: '4s', every: '13s', viewers: 3 },
          { do: 'reload', at: '10s', every: '17s', viewers: 2 },
        ],
      },
    ],
    expect: [
      { crowd: FAST, after: `${JOINING_S}s`, share: { min: SHARE_MIN_PERCENT / 100 } },
      { process: HUB, after: `${seconds * SETTLING}s`, memory: { trend: `${TREND_MAX_MB}MB` } },
      ...windows(seconds).map(([from, to]) => ({ crowd: FAST, after: `${from}s`, before: `${to}s`, share: { min: 0 } })),
    ],
  };
}

function windows(seconds: number): [from: number, to: number][] {
  const widthS = Math.max(WINDOWS.shortestS, Math.ceil(seconds / WINDOWS.max));
  const count = Math.floor((seconds - JOINING_S) / widthS);
  return Array.from({ length: count }, (_, index) => [JOINING_S + index * widthS, JOINING_S + (index + 1) * widthS]);
}
