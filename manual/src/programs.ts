/** The example programs of `docs/examples` are files of the manual too: pages link to them. */
import { cp } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Browsers show them as text. */
export const PROGRAMS: ReadonlySet<string> = new Set(['.py', '.ts']);

export async function copyPrograms(docs: string, outDir: string): Promise<void> {
  await cp(join(docs, 'examples'), join(outDir, 'examples'), {
    recursive: true,
    filter: (path) => extname(path) === '' || PROGRAMS.has(extname(path)),
  });
}
