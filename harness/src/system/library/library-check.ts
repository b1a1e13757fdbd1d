/** Runs `npm run fsck -- --digests` on the library of a stopped hub. */
import { execFile } from 'node:child_process';
import { FSCK } from '../programs.ts';

export interface LibraryCheck {
  /** 0 if rows and files agree. */
  readonly status: number;
  readonly output: string;
}

interface Library {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Variables of a file store elsewhere. */
  readonly env?: Readonly<Record<string, string>>;
}

export function checkLibrary({ dataDir, databaseUrl, env: store }: Library): Promise<LibraryCheck> {
  const env = { ...process.env, ...store, DATA_DIR: dataDir, DATABASE_URL: databaseUrl };
  const args = ['--disable-warning=ExperimentalWarning', FSCK, '--digests'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 2), output: `${stdout}${stderr}` });
    });
  });
}
