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

const FILES: Readonly<Record<string, { readonly folder: () => string; readonly type: string }>> = {
  'serve.html': { folder: () => OWN, type: HTML },
  'serve.css': { folder: () => OWN, type: CSS },
  'views.css': { folder: () => OWN, type: CSS },
  'serve.js': { folder: () => OWN, type: SCRIPT },
  'elements.js': { folder: () => OWN, type: SCRIPT },
  'scenarios.js': { folder: () => OWN, type: SCRIPT },
  'live.js': { folder: () => OWN, type: SCRIPT },
  'feed.js': { folder: () => OWN, type: SCRIPT },
  'reports.js': { folder: () => OWN, type: SCRIPT },
  'page.css': { folder: () => REPORT_PAGE, type: CSS },
  'figures.css': { folder: () => REPORT_PAGE, type: CSS },
  'charts.js': { folder: () => REPORT_PAGE, type: SCRIPT },
  'uPlot.min.css': { folder: uplotFolder, type: CSS },
  'uPlot.iife.min.js': { folder: uplotFolder, type: SCRIPT },
};

/** @throws {RequestError} */
export async function pageFile(name: string): Promise<{ content: Buffer; type: string }> {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (!file) throw new RequestError(404, 'the page has no such file');
  return { content: await readFile(join(file.folder(), name)), type: file.type };
}
