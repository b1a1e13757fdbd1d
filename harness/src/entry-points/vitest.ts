/** `test` with fixtures, and matchers for `expect`, for Vitest. */
import { extendedExpect } from '../testing/matchers.ts';

export { test, type HarnessFixtures, type Hub } from '../testing/fixtures.ts';
export type { HarnessExpect, ReportMatchers, ViewersMatchers } from '../testing/matchers.ts';
export type { Opened } from '../testing/opened.ts';
export type { Viewers, ViewersOptions } from '../testing/viewers.ts';

export const expect = extendedExpect();
