/** Runs programs of maintenance on the library of a stopped hub. */
import { execFile } from 'node:child_process';
import { BACKUP, FSCK } from '../programs.ts';

export interface LibraryCheck {
  /** 0 if rows and files agree. */
  readonly status: number;
  readonly output: string;
}

export interface Library {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Variables of a file store elsewhere. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `npm run fsck -- --digests` */
export function checkLibrary(library: Library): Promise<LibraryCheck> {
  return maintain(library, [FSCK, '--digests']);
}

/** `npm run backup -- FOLDER`. @throws if it fails */
export async function backUpLibrary(library: Library, folder: string): Promise<void> {
  const { status, output } = await maintain(library, [BACKUP, folder]);
  if (status !== 0) throw new Error(`the backup ended with ${String(status)}: ${output.trim()}`);
}

function maintain({ dataDir, databaseUrl, env: store }: Library, program: readonly string[]): Promise<LibraryCheck> {
  const env = { ...process.env, ...store, DATA_DIR: dataDir, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', ...program], { env }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 2), output: `${stdout}${stderr}` });
    });
  });
}
