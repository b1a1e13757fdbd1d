/** Runs the maintenance programs as processes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = fileURLToPath(new URL('../../maintenance/', import.meta.url));

/** A library. */
export interface Place {
  readonly dataDir: string;
  /** Empty: the program starts PGlite itself. */
  readonly databaseUrl: string;
  /** Further variables: where the files are. */
  readonly env: Readonly<Record<string, string>>;
}

interface Ended {
  readonly status: number;
  readonly output: string;
}

export function runProgram(name: string, args: readonly string[], { dataDir, databaseUrl, env: more }: Place): Promise<Ended> {
  const env = { ...process.env, ...more, DATA_DIR: dataDir, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(
      '/bin/sh',
      ['-c', 'umask 000; exec "$0" "$@"', process.execPath, '--disable-warning=ExperimentalWarning', join(PROGRAMS, `${name}.ts`), ...args],
      { env },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}
