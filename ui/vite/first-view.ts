import { join } from 'node:path';
import type { Rolldown } from 'vite';

type ChunkingContext = Parameters<Exclude<Rolldown.CodeSplittingGroup['name'], string>>[1];

/**
 * One chunk of what both the page and the live view import before the first picture. Modules that only later views share
 * stay out of it.
 */
export function firstView(root: string): Rolldown.CodeSplittingGroup {
  const entries = ['src/main.ts', 'src/views/LiveView.svelte'].map((file) => join(root, file).replaceAll('\\', '/'));
  let modules: ReadonlySet<string> | undefined;
  return {
    name: (id, context) => {
      modules ??= importedBy(entries, context);
      return modules.has(id) && !entries.includes(id) ? 'first' : null;
    },
    debugName: 'first view',
    priority: 1.5,
  };
}

/** The modules and all that they import, except on demand. */
function importedBy(entries: readonly string[], context: ChunkingContext): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const info = context.getModuleInfo(id);
    if (info === null) throw new Error(`${id} is not part of the build`);
    waiting.push(...info.importedIds);
  }
  return found;
}
