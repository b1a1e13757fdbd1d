/** The reports of a run, where the options of the command line want them. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { checkIsWritable, FileProblem, fileReason, makeFolder, namedByArgument } from '../input/text-file.ts';
import type { RunResult } from '../scenario/result.ts';
import { htmlPage } from './html/page.ts';
import { junitXml } from './junit.ts';
import { markdown } from './markdown.ts';

const FILES = ['report.html', 'junit.xml', 'result.json', 'summary.md'] as const;

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

/** Before a run that may take long. @throws {ArgumentError} if a report cannot be written */
export function checkReports({ report, junit: xml, json, markdown: md }: ReportFlags): void {
  const files = [...(report === undefined ? [] : FILES.map((name) => join(report, name))), xml, json === '-' ? undefined : json, md];
  for (const file of files) if (file !== undefined) namedByArgument(() => checkIsWritable(file));
}

/** Folders are made. @returns the files that were written @throws {FileProblem} */
export async function writeReports(result: RunResult, flags: ReportFlags, out: (text: string) => void): Promise<string[]> {
  const written: string[] = [];
  const write = async (path: string, text: string): Promise<void> => {
    try {
      makeFolder(dirname(path));
      await writeFile(path, text);
    } catch (error) {
      throw error instanceof FileProblem ? error : new FileProblem(`${path}: ${fileReason(error)}`);
    }
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
