/** A run as one HTML page that loads nothing: styles, charts and figures are in it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../../scenario/result.ts';
import { OUTCOMES, time, verdict } from '../figures.ts';
import { expectationSections } from './expectations.ts';
import { faultSection, processSections } from './faults.ts';
import { groupSections } from './groups.ts';
import { embeddedJson, markup, Markup } from './markup.ts';
import { REPORT_PAGE, uplotFolder } from './page-files.ts';

export async function htmlPage(result: RunResult): Promise<string> {
  const styles = [join(uplotFolder(), 'uPlot.min.css'), join(REPORT_PAGE, 'page.css'), join(REPORT_PAGE, 'figures.css')];
  const scriptFiles = [join(uplotFolder(), 'uPlot.iife.min.js'), join(REPORT_PAGE, 'charts.js'), join(REPORT_PAGE, 'page.js')];
  const [style, scripts] = await Promise.all([texts(styles), texts(scriptFiles)]);
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(scripts)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="dark light" />
        <title>${result.scenario.name}: ${OUTCOMES[result.outcome].toLowerCase()}</title>
        <style>
          ${new Markup(style.join(''))}
        </style>
      </head>
      <body>
        ${header(result)}
        <main>
          ${result.problem === null ? null : markup`<p class="problem">${result.problem}</p>`} ${expectationSections(result.expectations)}
          ${groupSections(result.groups)} ${processSections(result.processes)} ${faultSection(result.faults)}
          <noscript><p class="quiet">The charts need JavaScript.</p></noscript>
        </main>
        <script type="application/json" id="result">
          ${embeddedJson(drawn(result))}
        </script>
        ${scripts.map(scriptElement)}
      </body>
    </html>
  `.text.trimStart();
}

function texts(paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

/** Without any space around the script: the policy names the digest of exactly this text. */
function scriptElement(script: string): Markup {
  return new Markup(`<script>${script}</script>`);
}

/** Only these scripts run, even if a text of a server should get past the escaping. Nothing is loaded. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}`;
}

/** What the charts need. */
function drawn({ durationMs, binMs, groups, processes, faults, expectations }: RunResult): object {
  const series = groups.map(({ name, viewers, bins, connections }) => ({
    name,
    viewers,
    bins,
    connections: connections.map((connection) => ({ name: connection.name, bins: connection.bins })),
  }));
  const watched = processes.map(({ name, samples }) => ({ name, samples }));
  const missed = expectations.filter(({ passed, atMs }) => !passed && atMs !== null);
  return {
    durationMs,
    binMs,
    groups: series,
    processes: watched,
    faults: faults.map(({ name, fromMs, toMs }) => ({ name, fromMs, toMs })),
    missed: missed.map(({ subject, atMs, expected, connection }) => ({ subject, atMs, expected, connection })),
  };
}

function header(result: RunResult): Markup {
  const { scenario, outcome, seed, vars, startedAt, durationMs } = result;
  const facts: readonly (readonly [string, string])[] = [
    ['started', startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['took', time(durationMs)],
    ['seed', String(seed)],
    ...(scenario.file === null ? [] : [['file', scenario.file] as const]),
    ...Object.entries(vars),
  ];
  return markup`<header>
    <h1>${scenario.name}</h1>
    <p class="outcome ${outcome}">${OUTCOMES[outcome]}</p>
    <p class="verdict">${verdict(result)}</p>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          markup`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}
