import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const MAIN = '/src/main.ts';
const LIVE = '/views/LiveView.svelte';
const WORKER = /\/stream\.worker-[^/]+\.js$/;

/**
 * The first script is small and imports the rest of the page. The page therefore requests the rest together with it.
 *
 * Most users open the page for the live picture. The page also requests the live view and its worker at once,
 * which saves two round trips. `preload` would save them too, but browsers log a warning on every page that does not
 * use the file within seconds, such as the sign-in page.
 */
export function preloadLive(): Plugin {
  return {
    name: 'eyepiece-preload-live',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const [main, live] = [filesOf(bundle, MAIN), filesOf(bundle, LIVE)];
        const workers = Object.keys(bundle).filter((name) => WORKER.test(name));
        if (workers.length !== 1) throw new Error('the worker of the live view is not in the build');
        return [
          ...[...workers, ...new Set([...main.scripts, ...live.scripts])].map((href) => tag({ rel: 'modulepreload', href })),
          ...main.styles.map((href) => tag({ rel: 'stylesheet', href })),
          ...live.styles.filter((href) => !main.styles.includes(href)).map((href) => tag({ rel: 'prefetch', as: 'style', href })),
        ].filter(({ attrs }) => !html.includes(String(attrs?.['href'])));
      },
    },
  };
}

function tag({ href, ...attrs }: { href: string } & Record<string, string>): HtmlTagDescriptor {
  return { tag: 'link', attrs: { ...attrs, crossorigin: true, href: `./${href}` }, injectTo: 'head' };
}

/** The chunk of a module that is imported on demand, all that it imports, and their style sheets. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): { scripts: string[]; styles: string[] } {
  const chunks = Object.values(bundle).filter((file): file is Rolldown.OutputChunk => file.type === 'chunk');
  const first = chunks.find(({ moduleIds, isDynamicEntry }) => isDynamicEntry && moduleIds.some((id) => id.endsWith(module)));
  if (!first) throw new Error(`${module} is not in the build as a chunk of its own`);
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const imported of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) add(imported);
  };
  add(first.fileName);
  const styles = chunks.filter(({ fileName }) => needed.has(fileName)).flatMap(stylesOf);
  return { scripts: [...needed], styles: [...new Set(styles)] };
}

/** Vite stores the style sheets of a chunk in its metadata. */
function stylesOf(chunk: Rolldown.OutputChunk): string[] {
  return [...((chunk as Rolldown.OutputChunk & { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? [])];
}
