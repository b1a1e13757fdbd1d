/** The files of the page: its own, and those that it shares with the HTML report. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RequestError } from '../input/json-requests.ts';
import { REPORT_PAGE, uplotFolder } from '../reports/html/page-files.ts';

/** Beside this file, and beside the built file of the package. */
const OWN = fileURLToPath(new URL('./page/', import.meta.url));
const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const FILES: readonly { readonly folder: () => string; readonly type: string; readonly names: readonly string[] }[] = [
  { folder: () => OWN, type: HTML, names: ['serve.html'] },
  { folder: () => OWN, type: CSS, names: ['serve.css', 'views.css'] },
  { folder: () => OWN, type: SCRIPT, names: ['serve.js', 'elements.js', 'scenarios.js', 'live.js', 'feed.js', 'reports.js'] },
  { folder: () => REPORT_PAGE, type: CSS, names: ['page.css', 'figures.css'] },
  { folder: () => REPORT_PAGE, type: SCRIPT, names: ['charts.js'] },
  { folder: uplotFolder, type: CSS, names: ['uPlot.min.css'] },
  { folder: uplotFolder, type: SCRIPT, names: ['uPlot.iife.min.js'] },
];

/** @throws {RequestError} */
export async function pageFile(name: string): Promise<{ content: Buffer; type: string }> {
  const file = FILES.find(({ names }) => names.includes(name));
  if (!file) throw new RequestError(404, 'the page has no such file');
  return { content: await readFile(join(file.folder(), name)), type: file.type };
}
