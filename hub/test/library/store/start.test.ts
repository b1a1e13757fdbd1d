/** The start of a hub with a wrong store: one line that says what to correct. */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '@eyepiece/host/free-port';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import type { S3Location } from '../../../src/library/store/location.ts';
import { openFileStore } from '../../../src/library/store/open-store.ts';
import { StoreError } from '../../../src/library/store/store-error.ts';
import { ROOT, s3LocationOf, SKIP_S3, useCredentials } from './stores.ts';

describe.skipIf(SKIP_S3)('opening a store on S3', () => {
  let server: RunningS3;
  let dataDir: string;
  let location: S3Location;
  const open = (changes: Partial<S3Location> = {}): Promise<FileStore> => openFileStore({ location: { ...location, ...changes }, dataDir });

  beforeAll(async () => {
    server = await startS3(ROOT);
    useCredentials(server);
    dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-store-'));
    location = s3LocationOf(server, dataDir, 'start');
  });
  afterAll(async () => {
    useCredentials(server);
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function refusal(opening: Promise<FileStore>): Promise<string> {
    const error = await opening.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(StoreError);
    const { message } = error as StoreError;
    expect(message).not.toContain('\n');
    return message;
  }

  it('leaves nothing behind', async () => {
    const store = await open();
    expect(await store.names('')).toEqual([]);
    await store.close();
  });

  it('says that the endpoint does not answer', async () => {
    const endpoint = `http://127.0.0.1:${String(await freePort())}`;
    expect(await refusal(open({ endpoint }))).toMatch(
      /^STORE_URL=s3:\/\/eyepiece-tests\/start: http:.* does not answer \(.*\): correct S3_ENDPOINT/,
    );
  });

  it('says that there is no such bucket', async () => {
    expect(await refusal(open({ bucket: 'nothing-here' }))).toContain('has no bucket "nothing-here": create it, or correct STORE_URL');
  });

  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'wrong'],
    ['AWS_ACCESS_KEY_ID', 'nobody'],
  ])('says that %s is wrong, and does not repeat it', async (name, value) => {
    process.env[name] = value;
    try {
      const message = await refusal(open());
      expect(message).toContain('refuses the credentials');
      expect(message).not.toContain(value);
    } finally {
      useCredentials(server);
    }
  });

  it('reports unfinished uploads, and deletes them on request', async () => {
    const client = new S3Client({ region: location.region, endpoint: server.endpoint, forcePathStyle: true });
    await client.send(new CreateMultipartUploadCommand({ Bucket: server.bucket, Key: 'start/captures/cam/half.npy' }));
    client.destroy();
    const store = await open();
    await store.prepare();
    const found = await store.leftovers();
    // Another hub may be uploading it: only fsck, which runs alone, deletes it at once.
    expect(found.map(({ path }) => path)).toEqual([expect.stringMatching(/^captures\/cam\/half.npy \(upload .+\)$/) as unknown]);
    for (const { remove } of found) await remove();
    expect(await store.leftovers()).toEqual([]);
    await store.close();
  });

  it('leaves no parts of an upload that fails', async () => {
    const store = await open();
    await store.prepare();
    const bytes = randomBytes(20 * 1024 * 1024);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const draft = await store.receive('captures/cam/2026/11/22/x.1/a.npy', Readable.from([bytes]), {
      digest: sha256,
      sizeBytes: bytes.length,
      maxBytes: 1e9,
    });
    // The file in the scratch folder is gone before it is read.
    await rm(location.scratch, { recursive: true });
    await expect(store.commit([draft])).rejects.toMatchObject({ code: 'store_unavailable', status: 503 });
    expect(await store.leftovers()).toEqual([]);
    expect(await store.names('captures/cam')).toEqual([]);
    await store.close();
  });

  it('does not load the SDK for a folder', () => {
    const script = `
      const { openFileStore } = await import('${join(ROOT, 'hub/src/library/store/open-store.ts')}');
      await openFileStore({ location: { kind: 'folder', root: '/tmp', shared: false }, dataDir: '/tmp' });
      const { createRequire } = await import('node:module');
      console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@aws-sdk')).length);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
    expect([stdout.trim(), stderr]).toEqual(['0', '']);
  });
});
