import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isDatabaseUnavailable } from './database-errors.ts';

it('classifies a missing socket as unavailable database, but not a missing file', async () => {
  const nowhere = join(tmpdir(), 'eyepiece-no-such-folder', 'x');
  const [refused] = (await once(connect(nowhere), 'error', { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => [error])) as [
    unknown,
  ];
  expect(refused).toMatchObject({ code: 'ENOENT' });
  expect(isDatabaseUnavailable(refused)).toBe(true);
  const missing: unknown = await open(nowhere, 'wx').catch((error: unknown) => error);
  expect(missing).toMatchObject({ code: 'ENOENT' });
  expect(isDatabaseUnavailable(missing)).toBe(false);
});
