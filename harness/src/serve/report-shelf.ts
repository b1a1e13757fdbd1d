/** The reports of finished runs in one folder: a folder for each, of which the oldest are deleted. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RequestError } from '../input/json-requests.ts';
import { verdict } from '../reports/figures.ts';
import { writeReports } from '../reports/report-files.ts';
import type { RunResult } from '../scenario/result.ts';

/** `2026-11-29T10-00-00-123Z-chat`: names in the order of their times. */
const NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z-[\w-]{0,60}$/;
/** Only folders with this file are listed, and deleted. */
const ABOUT = 'about.json';

const aboutSchema = z.object({
  scenario: z.string(),
  file: z.string().nullable(),
  outcome: z.enum(['passed', 'failed', 'refused', 'interrupted']),
  verdict: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  seed: z.number(),
});

export interface ReportEntry extends z.output<typeof aboutSchema> {
  readonly report: string;
}

export const REPORT_FILES: Readonly<Record<string, string>> = {
  'report.html': 'text/html; charset=utf-8',
  'junit.xml': 'application/xml',
  'result.json': 'application/json',
  'summary.md': 'text/markdown; charset=utf-8',
};

interface ShelfOptions {
  readonly folder: string;
  /** Number of reports; older ones are deleted. */
  readonly keep: number;
}

export class ReportShelf {
  readonly #options: ShelfOptions;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** @returns the name of the report */
  async save(result: RunResult): Promise<string> {
    const { scenario, outcome, startedAt, durationMs, seed } = result;
    const report = `${startedAt.replaceAll(/[:.]/g, '-')}-${scenario.name.replaceAll(/[^\w-]+/g, '-').slice(0, 60)}`;
    const folder = join(this.#options.folder, report);
    await writeReports(result, { report: folder }, () => undefined);
    const about = { scenario: scenario.name, file: scenario.file, outcome, verdict: verdict(result), startedAt, durationMs, seed };
    await writeFile(join(folder, ABOUT), `${JSON.stringify(about, null, 2)}\n`);
    await this.#deleteOldest();
    return report;
  }

  /** The newest first. */
  async list(): Promise<ReportEntry[]> {
    const list = await Promise.all((await this.#names()).map((report) => this.#about(report)));
    return list.filter((entry) => entry !== undefined);
  }

  /** @throws {RequestError} */
  async read(report: string, file: string): Promise<Buffer> {
    if (!NAME.test(report) || !Object.hasOwn(REPORT_FILES, file)) throw new RequestError(404, 'there is no such report');
    try {
      return await readFile(join(this.#options.folder, report, file));
    } catch {
      throw new RequestError(404, `there is no ${file} of ${report}`);
    }
  }

  async #names(): Promise<string[]> {
    // Without a report, there is no folder yet.
    const entries = await readdir(this.#options.folder, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map(({ name }) => name);
    return names.sort().reverse();
  }

  async #about(report: string): Promise<ReportEntry | undefined> {
    try {
      const about = aboutSchema.parse(JSON.parse(await readFile(join(this.#options.folder, report, ABOUT), 'utf8')));
      return { report, ...about };
    } catch {
      return undefined;
    }
  }

  async #deleteOldest(): Promise<void> {
    for (const { report } of (await this.list()).slice(this.#options.keep)) {
      await rm(join(this.#options.folder, report), { recursive: true, force: true });
    }
  }
}
