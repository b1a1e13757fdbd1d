import type { ShotSpread } from '@eyepiece/shared-types';
import { significant } from './decimal.ts';

/** Three significant digits, without the unit. */
export function millisecondsText(us: number): string {
  return significant(us / 1000, 3);
}

/** "12.3 ms ± 0.4 ms" */
export function spreadText({ spreadUs, uncertaintyUs }: Pick<ShotSpread, 'spreadUs' | 'uncertaintyUs'>): string {
  return `${millisecondsText(spreadUs)} ms ± ${millisecondsText(uncertaintyUs)} ms`;
}
