/** The reports of a run, read as CI, GitHub and a browser read them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { htmlPage } from '../../src/reports/html/page.ts';
import { junitXml } from '../../src/reports/junit.ts';
import { markdown } from '../../src/reports/markdown.ts';
import { writeReports } from '../../src/reports/report-files.ts';
import { hostileRun } from '../../src/reports/sample/hostile-run.ts';
import { sampleRun } from '../../src/reports/sample/sample-run.ts';

function parsed(xml: string): ReturnType<DOMParser['parseFromString']> {
  const onError = (level: string, message: string): never => {
    throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(xml, 'text/xml');
}

it('writes one case of JUnit for each expectation, with what was seen', () => {
  const xml = parsed(junitXml(sampleRun()));
  const suite = xml.getElementsByTagName('testsuite')[0]!;
  expect([suite.getAttribute('tests'), suite.getAttribute('failures'), suite.getAttribute('errors')]).toEqual(['5', '2', '0']);
  const failed = xml.getElementsByTagName('failure')[0]!;
  expect(failed.getAttribute('message')).toBe('expected no gap above 2000 ms, seen a gap of 8120 ms');
  expect(failed.textContent).toMatch(/at 41\.96 s, on live#3, scenarios\/dead-link\.yaml:23\n +39\.88 s {2}live#3 {2}frame, number 958/);
});

it('counts a run that cannot start as an error', () => {
  const refused = sampleRun({ outcome: 'refused', problem: 'http://127.0.0.1:4000 refuses the connection', expectations: [] });
  const xml = parsed(junitXml(refused));
  const error = xml.getElementsByTagName('error')[0]!;
  expect(error.getAttribute('message')).toBe('http://127.0.0.1:4000 refuses the connection');
  expect(markdown(refused)).toContain('❌ Dead link and restart: could not run');
});

it('is well-formed XML whatever a server sends', () => {
  const xml = parsed(junitXml(hostileRun()));
  expect(xml.getElementsByTagName('failure')[0]!.textContent).toContain('</script><script>');
  expect(xml.getElementsByTagName('script')).toHaveLength(0);
});

it('shows failed expectations first in Markdown', () => {
  const page = new MarkdownIt({ html: true, linkify: true }).render(markdown(sampleRun()));
  const rows = [...page.matchAll(/<tr>\s*<td>(✅|❌)<\/td>\s*<td>(.*?)<\/td>\s*<td>(.*?)<\/td>\s*<td>(.*?)<\/td>\s*<td>(.*?)<\/td>/g)].map(
    (match) => match.slice(1),
  );
  expect(rows).toHaveLength(5);
  expect(rows[0]).toEqual(['❌', 'live', 'no gap above 2000 ms', 'a gap of 8120 ms', 'at 41.96 s, on live#3, scenarios/dead-link.yaml:23']);
  expect(rows.map(([mark]) => mark).join('')).toBe('❌❌✅✅✅');
});

it('has no elements, links or mentions of a server in Markdown', () => {
  const page = new MarkdownIt({ html: true, linkify: true }).render(markdown(hostileRun()));
  const elements = new Set([...page.matchAll(/<([a-z]+\d?)/gi)].map(([, name]) => name));
  for (const element of ['script', 'img', 'a']) expect(elements).not.toContain(element);
  // In text of code, GitHub looks for no mentions.
  expect(page.replaceAll(/<code>.*?<\/code>/gs, '')).not.toContain('@everyone');
  expect(page.match(/<tr>/g)).toHaveLength(new MarkdownIt({ html: true }).render(markdown(sampleRun())).match(/<tr>/g)!.length);
});

it('has no elements of a server in HTML, and a policy against them', async () => {
  const page = await htmlPage(hostileRun());
  expect(page.match(/<script/g)).toHaveLength(4);
  expect(page).not.toContain('<img');
  const [policy] = /(?<=Content-Security-Policy" content=")[^"]*/.exec(page)!;
  expect(policy.replaceAll('&#39;', "'")).toMatch(/^default-src 'none'; .*script-src 'sha256-\S+' 'sha256-\S+' 'sha256-\S+'$/);
});

it('writes the files that the options name, and JSON that is the result', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-reports-'));
  try {
    const run = sampleRun();
    const out: string[] = [];
    const flags = { report: join(folder, 'all'), junit: join(folder, 'ci', 'junit.xml'), json: '-' };
    const written = await writeReports(run, flags, (text) => out.push(text));
    expect(written).toEqual([
      ...['report.html', 'junit.xml', 'result.json', 'summary.md'].map((name) => join(folder, 'all', name)),
      flags.junit,
    ]);
    expect(JSON.parse(await readFile(join(folder, 'all', 'result.json'), 'utf8'))).toEqual(run);
    expect(out.map((text) => JSON.parse(text) as unknown)).toEqual([run]);
    expect(await readFile(join(folder, 'all', 'report.html'), 'utf8')).toMatch(/^<!doctype html>.*Failed expectations.*Met expectations/s);
  } finally {
    await rm(folder, { recursive: true });
  }
});
