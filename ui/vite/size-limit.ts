import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Of all scripts that the page requests for the live view, its worker included. */
const LIMIT_BYTES = 200_000;

/**
 * Fails the build when the scripts of the first view are larger than the limit, compressed as browsers get them over
 * HTTPS. `index.html` names these scripts, because the page requests them at once.
 */
export function sizeLimit(limitBytes = LIMIT_BYTES): Plugin {
  return {
    name: 'eyepiece-size-limit',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const sizes = scriptsOf(html, bundle).map(({ fileName, bytes }) => ({ fileName, bytes }));
        const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
        const list = sizes
          .toSorted((a, b) => b.bytes - a.bytes)
          .map(({ fileName, bytes }) => `  ${kilobytes(bytes).padStart(6)}  ${fileName}`)
          .join('\n');
        process.stdout.write(`\nfirst view: ${kilobytes(total)} of scripts, compressed; limit ${kilobytes(limitBytes)}\n${list}\n`);
        if (total > limitBytes)
          throw new Error(`the scripts of the first view have ${kilobytes(total)}; the limit is ${kilobytes(limitBytes)}`);
      },
    },
  };
}

function scriptsOf(html: string, bundle: Rolldown.OutputBundle): { fileName: string; bytes: number }[] {
  return Object.values(bundle)
    .filter((file) => file.fileName.endsWith('.js') && html.includes(file.fileName))
    .map((file) => ({ fileName: file.fileName, bytes: compressedBytes(file.type === 'chunk' ? file.code : String(file.source)) }));
}

function compressedBytes(text: string): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
