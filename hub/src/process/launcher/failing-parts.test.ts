import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILING_PARTS_FILE } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failingParts } from './failing-parts.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-parts-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const SINCE = '2026-11-30T04:00:00.000Z';
const write = (text: string): Promise<void> => writeFile(join(dataDir, FAILING_PARTS_FILE), text);

it('reads what the launcher writes, without secrets', async () => {
  await write(JSON.stringify({ parts: [{ name: 'left', failures: 3, since: SINCE, reason: 'refused the-camera-token' }] }));
  expect(await failingParts(dataDir, 'the-camera-token')).toEqual([
    { name: 'left', failures: 3, since: SINCE, reason: 'refused [redacted]' },
  ]);
});

it.each([
  ['no file', undefined],
  ['half a file', '{"parts":[{"na'],
  ['another content', '{"parts":[{"name":"left"}]}'],
  ['more than the limit', JSON.stringify({ parts: Array.from({ length: 101 }, () => ({ name: 'a', failures: 1, since: SINCE })) })],
])('has none with %s', async (_, text) => {
  if (text !== undefined) await write(text);
  expect(await failingParts(dataDir, 'secret')).toEqual([]);
});
