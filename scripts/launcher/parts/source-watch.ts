import { existsSync, watch } from 'node:fs';

/** Editors write a file in several steps. */
const SETTLE_MS = 200;

/** Calls back once for each burst of changes to files with one of the endings; returns the function that ends it. */
export function watchSources(folders: readonly string[], endings: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (_event: string, name: string | null): void => {
    if (name === null || name.endsWith('.test.ts') || !endings.some((ending) => name.endsWith(ending))) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  const watchers = folders.filter((folder) => existsSync(folder)).map((folder) => watch(folder, { recursive: true }, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
