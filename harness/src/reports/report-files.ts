/** The reports of a run, where the options of the command line want them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { RunResult } from '../scenario/result.ts';
import { htmlPage } from './html/page.ts';
import { junitXml } from './junit.ts';
import { markdown } from './markdown.ts';

/** The values of `addReportOptions`. */
export interface ReportFlags {
  readonly report?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly markdown?: string;
}

export function addReportOptions(command: Command): Command {
  return command
    .optionsGroup('Reports:')
    .option('--report <folder>', 'all of them: report.html, junit.xml, result.json and summary.md')
    .option('--junit <file>', 'JUnit XML, for CI')
    .option('--json <file>', 'all figures, - for standard output')
    .option('--markdown <file>', 'Markdown, for a comment on a pull request');
}

/** Whether standard output is for JSON alone. */
export function printsJson({ json }: ReportFlags): boolean {
  return json === '-';
}

/** Folders are made. @returns the files that were written */
export async function writeReports(result: RunResult, flags: ReportFlags, out: (text: string) => void): Promise<string[]> {
  const written: string[] = [];
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    written.push(path);
  };
  const json = JSON.stringify(result, null, 2);
  const xml = junitXml(result);
  const { report } = flags;
  if (report !== undefined) {
    await write(join(report, 'report.html'), await htmlPage(result));
    await write(join(report, 'junit.xml'), xml);
    await write(join(report, 'result.json'), `${json}\n`);
    await write(join(report, 'summary.md'), markdown(result));
  }
  if (flags.junit !== undefined) await write(flags.junit, xml);
  if (printsJson(flags)) out(json);
  else if (flags.json !== undefined) await write(flags.json, `${json}\n`);
  if (flags.markdown !== undefined) await write(flags.markdown, markdown(result));
  return written;
}
