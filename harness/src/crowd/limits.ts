/** The limits of the command line, and a sentence for each that a group misses. */
import type { CrowdLimits } from './arguments.ts';
import { milliseconds, type CrowdReport, type GroupReport } from './report.ts';

/** The name of viewers with a slow link. */
export const SLOW = 'slow';

export function missedLimits(report: CrowdReport, limits: CrowdLimits): string[] {
  return report.groups.flatMap((group) => missedBy(group, limits)).map((sentence) => `missed: ${sentence}`);
}

function missedBy(group: GroupReport, limits: CrowdLimits): string[] {
  const { name, ageMs, share, outOfOrder, repeated, reconnects, longestGapMs } = group;
  const { maxAgeP95Ms, minFrames, maxGapMs, minFps, maxRepeated, maxLate, maxReconnects } = limits;
  const missed: string[] = [];
  // A figure that is unknown meets no limit.
  const check = (isMet: boolean, sentence: string): void => {
    if (!isMet) missed.push(sentence);
  };
  if (maxAgeP95Ms !== undefined) {
    const age = Number.isNaN(ageMs.p95) ? 'unknown, because no frame has a time' : `${milliseconds(ageMs.p95)}, above ${maxAgeP95Ms} ms`;
    check(ageMs.p95 <= maxAgeP95Ms, `age p95 of ${name} viewers is ${age}`);
  }
  if (minFrames !== undefined && name !== SLOW) {
    const got = Number.isNaN(share.worst) ? 'an unknown share' : `${(share.worst * 100).toFixed(1)} %`;
    check(share.worst >= minFrames, `a ${name} viewer got ${got} of the frames, below ${minFrames * 100} %`);
  }
  if (minFps !== undefined && name !== SLOW) {
    check(group.slowestFps >= minFps, `a ${name} viewer got ${group.slowestFps.toFixed(1)} frames per second, below ${minFps}`);
  }
  if (maxGapMs !== undefined) {
    check(longestGapMs <= maxGapMs, `a ${name} viewer had no frame for ${milliseconds(longestGapMs)}, above ${maxGapMs} ms`);
  }
  for (const [count, what, max] of [
    [repeated, 'repeated frames', maxRepeated],
    [outOfOrder, 'late frames', maxLate],
    [reconnects, 'reconnects', maxReconnects],
  ] as const) {
    if (max !== undefined) check(count <= max, `${name} viewers had ${count} ${what}, above ${max}`);
  }
  return missed;
}
