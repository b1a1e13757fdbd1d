/** Pages that are signed in without the form, for tests that are not about signing in. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Browsers, OpenPage } from './browser.ts';
import { LivePage } from './live-page.ts';
import type { Person, System } from './system.ts';

/** Opens a view on a page with its own storage. Pages of one person share a sign-in. */
export async function visit(
  browsers: Browsers,
  system: System,
  person: Person,
  path = '/',
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const open = await browsers.open(options);
  await open.context.addCookies([await system.cookieOf(person)]);
  await open.page.goto(system.url + path);
  return open;
}

export interface LiveView {
  readonly page: Page;
  readonly live: LivePage;
  readonly pageErrors: string[];
}

/** Opens a live view, and waits until it is live. */
export async function openLiveView(browsers: Browsers, system: System, person: Person): Promise<LiveView> {
  const { page, pageErrors } = await visit(browsers, system, person);
  const live = new LivePage(page);
  await live.untilLive(true);
  return { page, live, pageErrors };
}
