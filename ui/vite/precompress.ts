import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Not index.html: the hub inserts its base path when it serves the page. */
const TEXT = /\.(js|css|svg|json)$/;
/** Files smaller than one packet gain nothing. */
const LEAST_BYTES = 1400;

/** Writes `.br` and `.gz` beside each text file of the build. The hub serves them and compresses nothing itself. */
export function precompress(): Plugin {
  return {
    name: 'eyepiece-precompress',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (dir === undefined || !TEXT.test(name)) continue;
        const file = join(dir, name);
        const content = readFileSync(file);
        if (content.length < LEAST_BYTES) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
