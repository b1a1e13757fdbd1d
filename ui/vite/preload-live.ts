import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const LIVE = '/views/LiveView.svelte';
const WORKER = /\/stream\.worker-[^/]+\.js$/;

/**
 * Most users open the page for the live picture. The page therefore requests the live view and its worker at once
 * instead of after its first script, which saves two round trips. `preload` would save them too, but browsers log a
 * warning on every page that does not use the file within seconds, such as the sign-in page.
 */
export function preloadLive(): Plugin {
  return {
    name: 'eyepiece-preload-live',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const { scripts, styles, workers } = filesOf(bundle);
        if (scripts.length === 0 || workers.length !== 1) throw new Error('the live view or its worker is not in the build');
        return [
          ...[...scripts, ...workers].map((href) => tag({ rel: 'modulepreload', href })),
          ...styles.map((href) => tag({ rel: 'prefetch', as: 'style', href })),
        ].filter(({ attrs }) => !html.includes(String(attrs?.['href'])));
      },
    },
  };
}

function tag({ href, ...attrs }: { href: string } & Record<string, string>): HtmlTagDescriptor {
  return { tag: 'link', attrs: { ...attrs, crossorigin: true, href: `./${href}` }, injectTo: 'head' };
}

function filesOf(bundle: Rolldown.OutputBundle): { scripts: string[]; styles: string[]; workers: string[] } {
  const chunks = Object.values(bundle).filter((file): file is Rolldown.OutputChunk => file.type === 'chunk');
  const live = chunks.find(({ moduleIds, isDynamicEntry }) => isDynamicEntry && moduleIds.some((id) => id.endsWith(LIVE)));
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const imported of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) add(imported);
  };
  if (live) add(live.fileName);
  const styles = chunks.filter(({ fileName }) => needed.has(fileName)).flatMap(stylesOf);
  return { scripts: [...needed], styles: [...new Set(styles)], workers: Object.keys(bundle).filter((name) => WORKER.test(name)) };
}

/** Vite stores the style sheets of a chunk in its metadata. */
function stylesOf(chunk: Rolldown.OutputChunk): string[] {
  return [...((chunk as Rolldown.OutputChunk & { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? [])];
}
