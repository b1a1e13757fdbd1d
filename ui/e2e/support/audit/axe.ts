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
  'css-orientation-lock': 'experimental; the states are visited in portrait and in landscape',
};
/** What opens over a page, and the button that opened it. */
const OVERLAYS = { include: [['#overlays'], ['[aria-expanded=true]']] };

interface Axe {
  readonly getRules: () => RuleMetadata[];
  readonly run: (on: Document | typeof OVERLAYS, options: RunOptions) => Promise<AxeResults>;
}

/**
 * The violations, one per line. Uses `evaluate`, because the page's policy forbids added scripts.
 * @param extent `over`: what lies over the page only, because the page itself was checked before
 * @param rules `colours`: only what can differ between two themes
 */
export async function violations(page: Page, extent: 'page' | 'over' = 'page', rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  await endAnimations(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(
    async ({ except, within, only }) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const values = only ?? axe.getRules().flatMap(({ ruleId }) => (except.includes(ruleId) ? [] : [ruleId]));
      const options: RunOptions = { resultTypes: ['violations'], runOnly: { type: 'rule', values }, preload: false };
      const { violations } = await axe.run(within ?? document, options);
      return violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, summary: failureSummary ?? '' })),
      }));
    },
    {
      except: Object.keys(EXCEPTIONS),
      within: extent === 'over' ? OVERLAYS : null,
      only: rules === 'all' ? null : ['color-contrast', 'link-in-text-block'],
    },
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, summary }) => `${id}: ${html.slice(0, 200)} ${summary}`));
}

/** In the middle of an animation, the colours of a control have another contrast. */
function endAnimations(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}
