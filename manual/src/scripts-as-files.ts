/** Moves the inline scripts of a page into files, so that the content security policy needs neither hashes nor exceptions. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TransformContext } from 'vitepress';

const INLINE = /<script((?![^>]*\ssrc=)[^>]*)>([\s\S]*?)<\/script>/g;

export async function scriptsAsFiles(html: string, _file: string, { page, siteConfig }: TransformContext): Promise<string> {
  const toRoot = '../'.repeat(page.split('/').length - 1) || './';
  const folder = join(siteConfig.outDir, siteConfig.assetsDir);
  await mkdir(folder, { recursive: true });
  const written: Promise<void>[] = [];
  const moved = html.replace(INLINE, (_whole, attributes: string, script: string) => {
    const name = `start.${createHash('sha256').update(script).digest('hex').slice(0, 12)}.js`;
    written.push(writeFile(join(folder, name), script));
    return `<script${attributes} src="${toRoot}${siteConfig.assetsDir}/${name}"></script>`;
  });
  await Promise.all(written);
  return moved;
}
