/** Tutorial and how-to pages, followed from top to bottom as a reader does, against the product as people start it. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeyScope } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';
import { readBlocks, scopesOf, type Reason } from './blocks.ts';
import { followPage } from './run-page.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PAGES = ['docs/tutorial/*.md', 'docs/how-to/*.md', 'docs/reference/operation/*.md', 'docs/troubleshooting.md'];
/** Installs the clients, which the other pages use. */
const FIRST = 'docs/how-to/clients.md';
/** A small picture and a low rate leave the processor to the pages. */
const CAMERA = { SIMULATOR_SIZE: '640x512', SIMULATOR_FPS: '10' };
const ADMIN = { EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' };
const METRICS_TOKEN = 'the-token-of-prometheus-in-this-test';
const WITHIN_MS = 170_000;

const found = globSync(PAGES, { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();
const pages = [...found.filter((path) => path === FIRST), ...found.filter((path) => path !== FIRST)];
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

describe.skipIf(process.platform === 'win32')('pages', () => {
  let base: string;
  let start: LauncherProcess;
  let url: string;
  let call: (path: string, body: object) => Promise<Record<string, unknown>>;
  let account: string;

  beforeAll(async () => {
    for (const program of ['curl', 'jq']) execFileSync(program, ['--version']);
    base = mkdtempSync(join(tmpdir(), 'eyepiece-pages-'));
    start = new LauncherProcess(join(base, 'data'), { ...ADMIN, ...CAMERA, METRICS_TOKEN });
    url = await start.url();
    const { access_token: token } = await post(url, '/auth/login', {
      email: ADMIN.EYEPIECE_ADMIN_EMAIL,
      password: ADMIN.EYEPIECE_ADMIN_PASSWORD,
    });
    call = (path, body) => post(url, path, body, String(token));
    account = String((await call('/service-accounts', { name: 'Reader', role: 'admin' }))['id']);
  });

  afterAll(async () => {
    await start.end('SIGTERM');
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  /** With the scopes that the page names, and no others. */
  async function keyOf(page: string, scopes: readonly KeyScope[]): Promise<NodeJS.ProcessEnv> {
    if (scopes.length === 0) return {};
    const { key } = await call(`/users/${account}/keys`, { name: basename(page).slice(0, 40), scopes, expiresIn: 3600 });
    return { EYEPIECE_KEY: String(key) };
  }

  it.each(pages)('%s', async (page) => {
    const blocks = readBlocks(textOf(page));
    if (!blocks.some(({ kind }) => kind === 'run')) return;
    const folder = page === FIRST ? join(base, 'clients') : join(base, 'clients', basename(page, '.md'));
    const own = { EYEPIECE_URL: url, METRICS_TOKEN, XDG_CONFIG_HOME: join(base, 'config'), ...(await keyOf(page, scopesOf(textOf(page)))) };
    const path = `${join(base, 'clients', '.venv', 'bin')}:${process.env['PATH'] ?? ''}`;
    await followPage(blocks, { folder, withinMs: WITHIN_MS, env: { ...withoutOurs(process.env), PATH: path, ...own } });
  });
});

/** Reasons for which blocks are not run, with the most of each. Raise a number only for a block that cannot be run here. */
const MOST: Record<Reason, number> = {
  'your-values': 30,
  'needs-root': 2,
  'needs-docker': 8,
  'needs-hardware': 8,
  'needs-a-server': 4,
  'starts-eyepiece': 10,
  'needs-a-display': 4,
  'opened-by-the-browser-tests': 6,
  'part-of-a-page': 6,
  'tested-elsewhere': 8,
};

it('runs the blocks of the pages, with few exceptions', () => {
  const blocks = pages.flatMap((page) => readBlocks(textOf(page)));
  const most = Object.keys(MOST) as Reason[];
  const left = (reason: Reason): number => blocks.filter((block) => block.kind === 'skipped' && block.reason === reason).length;
  expect(most.filter((reason) => left(reason) > MOST[reason]).map((reason) => `${reason}: ${String(left(reason))}`)).toEqual([]);
  expect(blocks.filter(({ kind }) => kind === 'run').length).toBeGreaterThan(40);
});

/** A page tells its readers which variables to set. Certificates for the network of this machine stay: npm needs them. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(EYEPIECE_|NODE_(?!EXTRA_CA_CERTS$)|VITEST|PYTHON|VIRTUAL_ENV)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

async function post(url: string, path: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path}: ${String(response.status)} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
