import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Evidence } from './evidence.ts';

it('keeps the logs of a run with a breach, line by line', async () => {
  const evidence = await Evidence.open();
  const log = evidence.logOf('hub');
  log({ msg: 'listening' });
  log({ level: 'warn', msg: 'again' });
  await evidence.close(true);
  await evidence.close(true);
  expect(await readFile(join(evidence.folder, 'hub.jsonl'), 'utf8')).toBe('{"msg":"listening"}\n{"level":"warn","msg":"again"}\n');
  await rm(evidence.folder, { recursive: true });
});

it('deletes them otherwise, also when a log could not be written', async () => {
  const evidence = await Evidence.open();
  await rm(evidence.folder, { recursive: true });
  evidence.logOf('hub')({ msg: 'listening' });
  await evidence.close(false);
  expect(existsSync(evidence.folder)).toBe(false);
});
