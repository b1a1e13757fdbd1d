/** A run on the page: start, progress, messages, stop and report. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOSTILE } from '../../src/reports/sample/hostile-run.ts';
import type { RunResult } from '../../src/scenario/result.ts';
import type { FeedMessage } from '../../src/serve/message-feed.ts';
import { PageSession } from './page-session.ts';

const EVENT = '<img src=x onerror="globalThis.attacked = true">';
const LONG = { last: '60m' };
let session: PageSession;
const closers: (() => void)[] = [];
beforeEach(async () => {
  session = await PageSession.start(2);
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await session.close();
});

it('goes from the start to the report', async () => {
  const page = await session.watch();
  expect((await session.start({}, { seed: 7 })).status).toBe(202);
  const { ended, seed, name, groups, faults } = await session.ended();
  expect({ outcome: ended.outcome, verdict: ended.verdict, seed, name }).toEqual({
    outcome: 'passed',
    verdict: '1 expectation met',
    seed: 7,
    name: 'Chat',
  });
  expect(groups).toMatchObject([{ name: 'chat', viewers: 2, bins: [{ atMs: 0 }] }]);
  expect(faults).toMatchObject([{ name: 'far' }]);
  expect(ended.expectations).toContain('Met expectations');
  const [entry] = await page.until(({ reports }) => (reports && reports.length > 0 ? reports : undefined));
  expect(entry).toMatchObject({ report: ended.report, scenario: 'Chat', file: 'chat.yaml', outcome: 'passed', seed: 7 });
  const address = `/reports/${ended.report ?? ''}`;
  const result = (await session.json(`${address}/result.json`)) as RunResult;
  expect(result).toMatchObject({ outcome: 'passed', scenario: { name: 'Chat', file: 'chat.yaml' } });
  expect((await session.ask(`${address}/junit.xml`)).body).toContain('<testsuite');
  expect((await session.ask(`${address}/summary.md`)).headers['content-disposition']).toMatch(/^attachment; filename=".*summary\.md"$/);
  const html = await session.ask(`${address}/report.html`);
  expect(html.headers['content-security-policy']).toBe('sandbox allow-scripts allow-downloads');
});

it('shows the same to two pages, and goes on when one is closed', async () => {
  const [first, second] = [await session.watch(), await session.watch()];
  await session.start(LONG);
  for (const page of [first, second]) await page.until(({ bins }) => (bins > 0 ? bins : undefined));
  first.close();
  const before = second.bins;
  await second.until(({ bins }) => (bins > before ? bins : undefined));
  const third = await session.watch();
  const run = await third.until((page) => page.run ?? undefined);
  expect(run).toMatchObject({ phase: 'running', ended: null });
  expect(run.groups[0]?.bins.length).toBeGreaterThan(0);
});

it('runs one scenario at a time, and stops it', async () => {
  expect(await session.stop()).toMatchObject({ status: 409, body: '{"error":"no run goes on"}' });
  await session.start(LONG);
  expect(await session.start(LONG)).toMatchObject({ status: 409, body: '{"error":"a run goes on: stop it first"}' });
  const page = await session.watch();
  await page.until(({ run }) => (run?.phase === 'running' ? run : undefined));
  expect((await session.stop()).status).toBe(202);
  const { ended } = await session.ended();
  expect(ended).toMatchObject({ outcome: 'interrupted', verdict: 'stopped on the page' });
  expect((await session.json(`/reports/${ended.report ?? ''}/result.json`)) as RunResult).toMatchObject({ outcome: 'interrupted' });
  await expect.poll(() => session.chat.sockets.length, { timeout: 60_000 }).toBe(0);
  expect((await session.start()).status).toBe(202);
});

it('stops the run when the server closes', async () => {
  await session.start(LONG);
  const page = await session.watch();
  await page.until(({ run }) => (run?.phase === 'running' ? run : undefined));
  await session.server.close();
  expect(await readdir(session.reports)).toHaveLength(1);
  await expect.poll(() => session.chat.sockets.length, { timeout: 60_000 }).toBe(0);
});

it.each([
  [{ seed: -1 }, 'seed: a whole number from 0 to 4294967295 is needed'],
  [{ seed: 1.5 }, 'seed: a whole number from 0 to 4294967295 is needed'],
  [{ vars: { none: '1' } }, 'vars.none: the scenario has the variables url, last, most'],
  [{ vars: { most: 3 } }, 'vars.most: a text is needed'],
  [{ vars: { last: 'soon' } }, expect.stringMatching(/^chat\.yaml:4: duration: /)],
  [{ file: 'none.yaml' }, 'file: there is no file none.yaml in the folder'],
  [{ file: 3 }, 'file: a name of a file is needed'],
  [{ sed: 1 }, 'sed: this field is unknown'],
])('refuses %j and names the field', async (body, error: string) => {
  const { status, body: answer } = await session.ask('/api/start', { method: 'POST', body: { file: 'chat.yaml', ...body } });
  expect([400, 404]).toContain(status);
  expect(JSON.parse(answer)).toEqual({ error });
});

it('says why a run could not begin', async () => {
  await session.start({ url: 'http://127.0.0.1:1', last: '60m' }, { file: 'plain.yaml' });
  const { ended } = await session.ended();
  expect(ended).toMatchObject({ outcome: 'refused', verdict: expect.stringContaining('ECONNREFUSED') as string });
});

it('keeps hostile texts of a server as texts', async () => {
  const saying = setInterval(() => {
    for (const socket of session.chat.sockets) socket.emit(EVENT, HOSTILE);
  }, 50);
  closers.push(() => clearInterval(saying));
  const page = await session.watch();
  await session.start({ ...LONG, most: '0' });
  await page.until(({ events }) => events.find(({ event, perSecond }) => event.includes('attacked') && perSecond > 0));
  const { event } = await page.until(({ messages }) =>
    messages.find(({ name, text }) => name.includes('attacked') && text?.includes('<script>')),
  );
  await session.stop();
  await session.ended();
  const query = new URLSearchParams({ event, search: 'ATTACKER.example' });
  const { body, headers } = await session.ask(`/api/messages.jsonl?${query.toString()}`);
  expect(headers['content-type']).toBe('application/x-ndjson');
  const lines = body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FeedMessage);
  expect(lines.length).toBeGreaterThan(0);
  expect(new Set(lines.map((line) => line.event))).toEqual(new Set([event]));
  const { body: none } = await session.ask('/api/messages.jsonl?search=nothing-has-this-text');
  expect(none).toBe('');
});

it('deletes the oldest reports, and nothing else of the folder', async () => {
  const made: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    await session.start({ url: 'http://127.0.0.1:1', last: '60m' }, { file: 'plain.yaml' });
    made.push((await session.ended()).ended.report ?? '');
  }
  expect((await readdir(session.reports)).sort()).toEqual(made.slice(1).sort());
  expect((await readdir(join(session.folder))).sort()).toEqual(['reports', 'scenarios']);
});
