/** The default export of a file in JavaScript or TypeScript that a user names. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { oneLine } from './one-line.ts';
import { checkIsFile, FileProblem } from './text-file.ts';

const LOADED_MS = 30_000;

/** @throws {FileProblem} if the file cannot be loaded, or its code does not end */
export async function defaultExport(file: string): Promise<unknown> {
  checkIsFile(file);
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    deadline = setTimeout(() => reject(new Error(`its code has not ended within ${LOADED_MS / 1000} s`)), LOADED_MS);
  });
  try {
    const loaded = (await Promise.race([import(pathToFileURL(resolve(file)).href), late])) as { readonly default?: unknown };
    return loaded.default;
  } catch (error) {
    throw new FileProblem(`${file} cannot be loaded: ${firstLine(error)}`);
  } finally {
    clearTimeout(deadline);
  }
}

/** Of what the code of a user throws. */
export function firstLine(error: unknown): string {
  return oneLine((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '');
}
