/** Rules of axe on a page: every rule of every level, without those that `EXCEPTIONS` explains. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RuleMetadata, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that are not applied, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'focus-order-semantics':
    'experimental; the picture takes keys as a group, and a separator that the keyboard moves is a widget (WAI-ARIA 1.2)',
  'color-contrast-enhanced': 'level AAA asks for 7 : 1; secondary text has at least 4.5 : 1, so that it differs from values',
};
/** Rules whose result can differ between two themes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

interface Axe {
  readonly getRules: () => RuleMetadata[];
  readonly run: (on: Document, options: RunOptions) => Promise<AxeResults>;
}

/**
 * The violations, one per line. Uses `evaluate`, because the page's policy forbids added scripts.
 * @param rules the colours only, if all other rules have been checked in another theme
 */
export async function violations(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  await endTransitions(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(
    async ({ except, only }) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const all = axe.getRules().map(({ ruleId }) => ruleId);
      const enabled = only ?? all.filter((rule) => !except.includes(rule));
      const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'rule', values: enabled } });
      return violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, summary: failureSummary ?? '' })),
      }));
    },
    { except: Object.keys(EXCEPTIONS), only: rules === 'all' ? null : OF_COLOURS },
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, summary }) => `${id}: ${html.slice(0, 200)} ${summary}`));
}

/** In the middle of a transition, the colours of a control have another contrast. Later transitions take no time. */
async function endTransitions(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}
