import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { firstView } from './vite/first-view.ts';
import { installable } from './vite/installable.ts';
import { preloadLive } from './vite/preload-live.ts';
import { precompress } from './vite/precompress.ts';
import { schemasWithoutWords } from './vite/schemas-without-words.ts';
import { sizeLimit } from './vite/size-limit.ts';
import { translateTexts } from './vite/texts/translate-texts.ts';
import { uiVersion } from './vite/ui-version.ts';
import { zodWithoutJsonSchema } from './vite/zod-without-json-schema.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const hub = process.env['HUB_URL'] ?? 'http://127.0.0.1:3000';
// changeOrigin stays off: the hub compares Origin with Host for requests that carry the session cookie.
const toHub = { target: hub, changeOrigin: false };

export default defineConfig({
  root,
  // Relative: the hub puts its BASE_PATH in front when it serves the page.
  base: './',
  plugins: [
    translateTexts(root),
    svelte(),
    zodWithoutJsonSchema(),
    schemasWithoutWords(),
    uiVersion(root),
    installable(root),
    preloadLive(),
    sizeLimit(),
    precompress(),
  ],
  ...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    sourcemap: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The first script with all that it imports, and nothing else.
            { name: 'start', test: /[\\/]ui[\\/]src[\\/]start\.ts$/, priority: 3 },
            // One chunk: zod must be configured not to compile schemas before the first module creates one.
            { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/, priority: 2 },
            firstView(root),
            // Few files: on a slow link each further one costs a round trip.
            { name: 'shared', minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': toHub,
      '/socket.io': { ...toHub, ws: true },
      '/docs': toHub,
      '/clients': toHub,
      '/embed': toHub,
      '/manual': toHub,
      '/openapi.json': toHub,
      '/health': toHub,
    },
  },
  test: {
    name: 'ui',
    environment: 'node',
    include: ['{src,vite}/**/*.test.ts'],
    setupFiles: ['./vite/fresh-globals.ts'],
    // Loading the modules anew for each file would take many times longer than the tests.
    isolate: false,
    testTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
