/** Matchers for Vitest about reports of a crowd, and about viewers that are there. */
import { expect, type ExpectStatic } from 'vitest';
import type { CrowdReport, GroupReport } from '../crowd/report.ts';
import type { Viewers } from './viewers.ts';

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

export interface ReportMatchers {
  /** Each viewer received each frame that the server published. The server has to number its frames. */
  toHaveNoGaps(): void;
  /** The newest frame of each viewer was never older. The server has to send capture times. */
  toStayFresherThan(ms: number): void;
}

export interface ViewersMatchers {
  /** From now on, each viewer receives another frame in this time. */
  toRecoverWithin(ms: number): Promise<void>;
}

type With<M> = ReturnType<ExpectStatic> & M & { readonly not: M };

/** The interface that Vitest has for matchers of others differs between its versions. */
export type HarnessExpect = ((report: CrowdReport, message?: string) => With<ReportMatchers>) &
  ((viewers: Viewers, message?: string) => With<ViewersMatchers>) &
  ExpectStatic;

/** `expect` of Vitest, with the matchers. */
export function extendedExpect(): HarnessExpect {
  expect.extend({ toHaveNoGaps, toStayFresherThan, toRecoverWithin });
  return expect as HarnessExpect;
}

function toHaveNoGaps({ groups }: CrowdReport): Verdict {
  const missing = groups.filter(({ dropped }) => dropped !== 0);
  return {
    pass: missing.length === 0,
    message: () => (missing.length === 0 ? 'expected missing frames, but none is missing' : missing.map(missed).join('; ')),
  };
}

function missed({ dropped, viewers, share }: GroupReport): string {
  if (Number.isNaN(dropped)) return 'it is unknown whether the viewers miss frames: frames have no numbers';
  const frames = `${dropped} ${dropped === 1 ? 'frame is' : 'frames are'} missing`;
  if (viewers === 1) return `${frames} at the viewer, which got ${percent(share.worst)}`;
  return `${frames} at ${viewers} viewers; the worst got ${percent(share.worst)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function toStayFresherThan({ groups }: CrowdReport, ms: number): Verdict {
  // NaN is unknown, and not fresh.
  const stale = groups.filter(({ onScreenMs }) => !(onScreenMs.max <= ms));
  const texts = stale.map(({ onScreenMs }) =>
    Number.isNaN(onScreenMs.max)
      ? 'the age of frames is unknown: frames have no times'
      : `the newest frame of a viewer was ${Math.round(onScreenMs.max)} ms old, above ${ms} ms`,
  );
  return { pass: stale.length === 0, message: () => (stale.length === 0 ? `expected a frame older than ${ms} ms` : texts.join('; ')) };
}

async function toRecoverWithin(viewers: Viewers, ms: number): Promise<Verdict> {
  const unserved = await viewers.untilServedAgain(ms);
  const all = viewers.received.length;
  return {
    pass: unserved === 0,
    message: () =>
      unserved === 0
        ? `expected that a viewer receives no frame within ${ms} ms`
        : `${unserved} of ${all} viewers received no frame within ${ms} ms`,
  };
}
