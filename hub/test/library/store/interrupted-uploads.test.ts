/** Uploads in parts whose hub has crashed. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Store } from '../../../src/library/store/s3/s3-store.ts';
import { ROOT, s3LocationOf, SKIP_S3, useCredentials } from './stores.ts';

const DAY_MS = 24 * 3_600_000;

describe.skipIf(SKIP_S3)('uploads in parts that were interrupted', () => {
  let server: RunningS3;
  let client: S3Client;
  let dataDir: string;
  beforeAll(async () => {
    server = await startS3(ROOT);
    useCredentials(server);
    dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-interrupted-'));
    client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = (now?: () => number): S3Store => new S3Store(s3LocationOf(server, dataDir, 'lab'), now);
  const begin = (key: string): Promise<unknown> =>
    client.send(new CreateMultipartUploadCommand({ Bucket: server.bucket, Key: `lab/${key}` }));
  const left = async (store: S3Store): Promise<string[]> => (await store.leftovers()).map(({ path }) => path.split(' ')[0] ?? '').sort();

  it('the hub that stores the object deletes what a crashed hub has left of it', async () => {
    const store = open();
    await store.prepare();
    for (const key of ['captures/mine.tif', 'captures/mine.tif.2', 'captures/other.tif']) await begin(key);
    const bytes = randomBytes(9 * 1024 * 1024);
    await writeFile(join(dataDir, 'mine.tif'), bytes);
    await store.copyIn(join(dataDir, 'mine.tif'), 'captures/mine.tif');
    expect(await left(store)).toEqual(['captures/mine.tif.2', 'captures/other.tif']);
    expect(await store.sizeOf('captures/mine.tif')).toBe(bytes.length);
    await store.close();
  });

  it('housekeeping aborts those that are too old to be in progress', async () => {
    const [soon, later] = [open(() => Date.now() + 3 * DAY_MS), open(() => Date.now() + 4 * DAY_MS)];
    await soon.tidy();
    expect(await left(soon)).toHaveLength(2);
    await later.tidy();
    expect(await left(later)).toEqual([]);
    await Promise.all([soon.close(), later.close()]);
  });
});
