/** The manual: the pages of `docs` as a site that works offline, below any path. See docs/adr/0051. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { compressBuild } from './compress-build.ts';
import { copyPrograms } from './programs.ts';
import { scriptsAsFiles } from './scripts-as-files.ts';
import { navigation, sidebar } from './navigation.ts';
import { pageRules } from './page-rules.ts';
import { slug } from './slug.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

export default defineConfig({
  title: 'Eyepiece',
  titleTemplate: ':title · Eyepiece manual',
  description: 'The manual of Eyepiece, a workstation for microscope cameras',
  lang: 'en',
  srcDir: DOCS,
  outDir: fileURLToPath(new URL('../dist', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../node_modules/.cache/vitepress', import.meta.url)),
  // The hub may publish the manual below a path that the build does not know.
  base: './',
  cleanUrls: true,
  markdown: {
    anchor: { slugify: slug },
    // Braces in the text are text.
    attrs: false,
    emoji: false,
    theme: { light: 'github-light', dark: 'github-dark' },
    config: (md) => pageRules(md, DOCS),
  },
  themeConfig: {
    nav: navigation(DOCS),
    sidebar: sidebar(DOCS),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    externalLinkIcon: true,
  },
  // The library for diagrams is one large file, which only pages with diagrams load.
  vite: { build: { chunkSizeWarningLimit: 3000 } },
  // The icon of the hub, above the manual.
  transformHead: ({ page }) => [['link', { rel: 'icon', type: 'image/svg+xml', href: `${'../'.repeat(page.split('/').length)}icon.svg` }]],
  transformHtml: scriptsAsFiles,
  buildEnd: async ({ outDir }) => {
    await copyPrograms(DOCS, outDir);
    await compressBuild(outDir);
  },
});
