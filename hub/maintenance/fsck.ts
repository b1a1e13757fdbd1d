/** `npm run fsck`. Exit status: 0 when rows and files agree, 1 when findings remain unrepaired, 2 when the check could not run. */
import { parseArgs } from 'node:util';
import pino from 'pino';
import { lineOf, type Finding } from './fsck/finding.ts';
import { fsck, type FsckResult } from './fsck/check-library.ts';
import { openDatabase } from '../src/persistence/orm/orm.ts';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { failed, openExclusively } from './library.ts';

const USAGE = 'npm run fsck -- [--repair] [--digests] [--json]';

interface Options {
  readonly repair: boolean;
  readonly digests: boolean;
  readonly json: boolean;
}

function readOptions(): Options {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { repair: flag, digests: flag, json: flag } }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run({ repair, digests, json }: Options): Promise<FsckResult> {
  const logger = pino({ level: 'silent' });
  loadEnvFile(process.env);
  const library = await openExclusively(process.env);
  try {
    const database = await openDatabase({ url: library.databaseUrl, logger });
    const findings: Finding[] = [];
    const onFinding = (finding: Finding): void => {
      if (json) findings.push(finding);
      else print(lineOf(finding));
    };
    try {
      const result = await fsck({ database, logger, files: library.files, repair, digests, onFinding });
      print(json ? JSON.stringify({ ...result, findings }) : summaryOf(result, library.files.name));
      return result;
    } finally {
      await database.close();
    }
  } finally {
    await library.close();
  }
}

function summaryOf({ rows, folders, found, repaired }: FsckResult, store: string): string {
  const what = found === 0 ? 'clean' : `${String(found)} found, ${String(repaired)} repaired`;
  return `${store}: ${String(rows)} captures, ${String(folders)} folders: ${what}`;
}

try {
  const { found, repaired } = await run(readOptions());
  process.exitCode = found > repaired ? 1 : 0;
} catch (error) {
  failed(error);
}
