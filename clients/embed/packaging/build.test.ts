/** The script that pages load. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildEmbed } from './build.ts';

const LIMIT_BYTES = 60_000;

it('is one file below 60 kB compressed, without imports and without code made from text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-embed-'));
  try {
    await buildEmbed(folder);
    const script = await readFile(join(folder, 'eyepiece-live.js'), 'utf8');
    expect(gzipSync(script).length).toBeLessThan(LIMIT_BYTES);
    expect(script).not.toMatch(/^import |\bimport\(|\bexport\b|new Function|\beval\(|innerHTML|<style/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});
