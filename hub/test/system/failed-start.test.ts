import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { readConfig } from '../../src/process/config.ts';
import { createHub } from '../../src/process/opening/hub.ts';
import { WrongDataFolderError } from '../../src/persistence/data-folder.ts';
import { SECRETS } from '../setup/start-hub.ts';

const taken = createServer();
let database: TemporaryDatabase;
let dataDir: string;

beforeAll(async () => {
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  database = await createTemporaryDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-failed-'));
});
afterAll(async () => {
  taken.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Connections that keep this process running. */
const open = (): number => process.getActiveResourcesInfo().filter((name) => /TCP|Pipe/.test(name)).length;

it('a hub that fails half-way through its start closes all connections', async () => {
  const { port } = taken.address() as AddressInfo;
  const config = readConfig({ DATABASE_URL: database.url, DATA_DIR: dataDir, HUB_HOST: '127.0.0.1', HUB_PORT: String(port), TLS: 'off' });
  const before = open();
  const hub = createHub({ config, secrets: SECRETS, logger: pino({ level: 'silent' }), version: '0.0.0-test' });
  await expect(hub).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect.poll(open).toBeLessThanOrEqual(before);
});

it('a hub refuses the database of another data folder', async () => {
  const other = await mkdtemp(join(tmpdir(), 'eyepiece-failed-'));
  const parts = { secrets: SECRETS, logger: pino({ level: 'silent' }), version: '0.0.0-test' };
  const configOf = (folder: string) => ({
    ...readConfig({ DATABASE_URL: database.url, DATA_DIR: folder, HUB_HOST: '127.0.0.1', TLS: 'off' }),
    port: 0,
  });
  try {
    const first = await createHub({ ...parts, config: configOf(dataDir) });
    await first.close();
    await expect(createHub({ ...parts, config: configOf(other) })).rejects.toBeInstanceOf(WrongDataFolderError);
    const again = await createHub({ ...parts, config: configOf(dataDir) });
    await again.close();
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});
