import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HubError } from '../../../src/errors.ts';
import { S3Store } from '../../../src/library/store/s3/s3-store.ts';
import { startFaultyEndpoint, type Fault, type FaultyEndpoint } from './faulty-endpoint.ts';
import { ROOT, s3LocationOf, SKIP_S3, useCredentials } from './stores.ts';

const SMALL_BYTES = 100_000;
/** Three parts. */
const LARGE_BYTES = 20 * 1024 * 1024;
const WHOLE = { timeout: 300_000 };

describe.skipIf(SKIP_S3)('a faulty S3 endpoint', () => {
  let server: RunningS3;
  let endpoint: FaultyEndpoint;
  let dataDir: string;
  let store: S3Store;
  let keys = 0;
  beforeAll(async () => {
    server = await startS3(ROOT);
    useCredentials(server);
    endpoint = await startFaultyEndpoint(server.endpoint);
    dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-faulty-'));
    store = new S3Store(s3LocationOf({ ...server, endpoint: endpoint.url }, dataDir, 'lab'));
    await store.prepare();
  });
  afterEach(() => void endpoint.faults.splice(0));
  afterAll(async () => {
    await store.close();
    await endpoint.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const nextKey = (): string => `captures/cam/2026/11/22/id-${String((keys += 1))}/a.tif`;
  const have = (...faults: Fault[]): void => void endpoint.faults.push(...faults);

  async function upload(key: string, bytes: Buffer, ...faults: Fault[]): Promise<void> {
    const expected = { digest: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, maxBytes: 1e9 };
    const draft = await store.receive(key, Readable.from([bytes]), expected);
    have(...faults);
    await store.commit([draft]);
  }

  it.each<[string, Fault[]]>([
    ['refuses it twice', ['busy', 'busy']],
    ['loses the answer', ['lost']],
    ['loses two answers', ['lost', 'lost']],
  ])('a small file is stored once when the endpoint %s', WHOLE, async (_what, faults) => {
    const [key, bytes] = [nextKey(), randomBytes(SMALL_BYTES)];
    await upload(key, bytes, ...faults);
    expect((await buffer(store.read(key))).equals(bytes)).toBe(true);
  });

  it.each<[string, Fault[]]>([
    ['the answer to its beginning is lost', ['lost']],
    ['parts are refused', ['none', 'busy', 'busy', 'busy']],
    ['the answers to parts are lost', ['none', 'lost', 'lost', 'lost']],
    ['the answer to its end is lost', ['none', 'none', 'none', 'none', 'lost']],
  ])('a large file is stored when it is uploaded until it is acknowledged, and %s', WHOLE, async (_what, faults) => {
    const [key, bytes] = [nextKey(), randomBytes(LARGE_BYTES)];
    await upload(key, bytes, ...faults).catch(async (error: unknown) => {
      expect(error).toMatchObject({ code: 'store_unavailable' });
      await upload(key, bytes);
    });
    expect((await buffer(store.read(key))).equals(bytes)).toBe(true);
  });

  it('a read goes on where the endpoint broke off', WHOLE, async () => {
    const [key, bytes] = [nextKey(), randomBytes(LARGE_BYTES)];
    await upload(key, bytes);
    have('half', 'half', 'busy');
    expect((await buffer(store.read(key))).equals(bytes)).toBe(true);
  });

  it('an endpoint that always refuses is unavailable, and nothing is stored', WHOLE, async () => {
    const key = nextKey();
    const refused: unknown = await upload(key, randomBytes(SMALL_BYTES), ...Array<Fault>(50).fill('busy')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HubError);
    expect(refused).toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 5 });
    endpoint.faults.splice(0);
    expect(await store.sizeOf(key)).toBeUndefined();
    expect(await store.leftovers()).toEqual([]);
  });
});
