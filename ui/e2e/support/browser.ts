/** Chromium for the tests of a file: collects console errors, and takes a screenshot of each page when a test fails. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS } from '@eyepiece/harness/system/chromium-flags';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type ConsoleMessage, type Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { findHeadlessChromium } from '@eyepiece/host/programs/chromium';
import { collectNotices } from './collect-notices.ts';

/**
 * Timeout and interval of polls. The timeout is generous because test machines are shared; passing tests do not wait for
 * it. Each poll takes processor time from the page.
 */
export const SOON = { timeout: 60_000, interval: 150 } as const;
const UNCAUGHT = 'uncaught: ';
/** Without motion, because the state between two others is not what tests check, and drawing it takes processor time. */
const WINDOW = {
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
  colorScheme: 'dark',
} as const satisfies BrowserContextOptions;

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught errors and violations of the content security policy. */
  readonly pageErrors: string[];
  /** Hosts that this page sent requests to. */
  readonly hosts: Set<string>;
}

export interface Browsers {
  /** A page with its own cookies and storage, as if on another machine. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
}

/** A host name of this machine for the browser. It is not localhost, so plain http from it is no secure context. */
export const OTHER_HOST = 'microscope.test';
const HOSTS = `--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`;

/** One Chromium for all files of a worker, because a start takes seconds of processor time. */
// eslint-disable-next-line no-empty-pattern -- vitest reads the names of other fixtures from this pattern
const worker = test.extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const executablePath = findHeadlessChromium();
  if (executablePath === undefined) throw new Error('no Chromium was found: set CHROMIUM_PATH');
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, HOSTS] });
  onCleanup(() => browser.close());
  return browser;
});

/** Call at the top of a test file. Pages are closed after each test, which fails if one had an uncaught error. */
export function useBrowser(): Browsers {
  let browser: Browser;
  const opened: OpenPage[] = [];
  worker.beforeAll(({ browser: shared }) => void (browser = shared));
  afterEach(async ({ task }) => {
    const pages = opened.splice(0);
    const uncaught = pages.flatMap(({ pageErrors }) => pageErrors.filter((error) => error.startsWith(UNCAUGHT)));
    if (task.result?.state === 'fail' || uncaught.length > 0) await keepPictures(task.name, pages);
    await Promise.all(pages.map(({ context }) => context.close()));
    expect(uncaught, 'uncaught errors and rejections of the pages').toEqual([]);
  });
  return {
    open: async (options = {}) => {
      const context = await browser.newContext({ ...WINDOW, ...options });
      const page = await context.newPage();
      const open = { page, context, ...(await listen(page)) };
      opened.push(open);
      return open;
    },
  };
}

async function listen(page: Page): Promise<Pick<OpenPage, 'pageErrors' | 'hosts'>> {
  const pageErrors: string[] = [];
  const hosts = new Set<string>();
  page.setDefaultTimeout(SOON.timeout);
  page.on('console', (message) => {
    if (isPageError(message)) pageErrors.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => pageErrors.push(`${UNCAUGHT}${error.message}`));
  page.on('request', (request) => {
    const { host, protocol } = new URL(request.url());
    // A picture that the page has made itself has no host.
    if (protocol !== 'blob:') hosts.add(host);
  });
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  await page.exposeBinding('reportViolation', (_source, text: string) => pageErrors.push(`policy violated: ${text}`));
  await page.addInitScript(collectNotices);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => Promise<void> }).reportViolation;
      void report(`${effectiveDirective} by ${blockedURI} in ${sourceFile}`);
    });
  });
  return { pageErrors, hosts };
}

/**
 * The page first asks for the current user. Before sign-in the hub answers 401, which the browser logs as an error. A browser
 * that ignores a wrong certificate for pages refuses their service worker, and logs that too.
 */
function isPageError(message: ConsoleMessage): boolean {
  const isUserRequest = message.location().url.endsWith('/api/v1/auth/me') && message.text().includes('401');
  const isRefusedWorker = message.text().startsWith('An SSL certificate error occurred when fetching the script');
  return (message.type() === 'error' || message.type() === 'warning') && !isUserRequest && !isRefusedWorker;
}

async function keepPictures(test: string, pages: readonly OpenPage[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-failed-'));
  for (const [index, { page, pageErrors }] of pages.entries()) {
    const path = join(folder, `${test.replaceAll(/[^a-z0-9]+/gi, '-')}-${index}.png`);
    const outcome = await page.screenshot({ path, timeout: 5000 }).then(
      () => path,
      (error: unknown) => `no screenshot: ${String(error)}`,
    );
    process.stderr.write(`page ${index} of "${test}": ${outcome}\n${pageErrors.map((text) => `  ${text}\n`).join('')}`);
  }
}
