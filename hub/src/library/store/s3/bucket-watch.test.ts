import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { HubError } from '../../../errors.ts';
import { BucketWatch } from './bucket-watch.ts';
import { toHubError } from './failures.ts';

const failure = (name: string, status?: number): Error =>
  Object.assign(new Error(name), { name, ...(status !== undefined && { $metadata: { httpStatusCode: status } }) });

function bench() {
  const bucket = { read: undefined as Error | undefined, written: undefined as Error | undefined, puts: 0, gets: 0 };
  let now = 0;
  const watch = new BucketWatch(
    {
      get: () => {
        bucket.gets += 1;
        return bucket.read
          ? Promise.reject(bucket.read)
          : Promise.resolve({ body: Readable.from([]), object: { sizeBytes: 0, sha256: undefined } });
      },
      put: () => {
        bucket.puts += 1;
        return bucket.written ? Promise.reject(bucket.written) : Promise.resolve();
      },
      delete: () => Promise.resolve(),
    },
    () => now,
  );
  const later = (): ReturnType<BucketWatch['state']> => {
    now += 5000;
    return watch.state();
  };
  return { bucket, watch, later };
}

it.each([
  ['ok', undefined],
  ['ok', failure('NoSuchKey', 404)],
  ['refuses', failure('NoSuchBucket', 404)],
  ['refuses', failure('AccessDenied', 403)],
  ['refuses', failure('InvalidAccessKeyId', 403)],
  ['unavailable', failure('TimeoutError')],
  ['unavailable', failure('InternalError', 500)],
])('is %s after %s', async (state, error) => {
  const { bucket, later } = bench();
  bucket.read = error;
  expect(await later()).toBe(state);
  bucket.read = undefined;
  expect(await later()).toBe('ok');
});

it('asks at most once in five seconds', async () => {
  const { bucket, watch, later } = bench();
  await later();
  await Promise.all([watch.state(), watch.state()]);
  expect(bucket.gets).toBe(1);
});

it.each([
  ['full', failure('QuotaExceeded', 507)],
  ['refuses', failure('AccessDenied', 403)],
])('stays %s after an upload until one succeeds, although reading works', async (state, error) => {
  const { bucket, watch, later } = bench();
  watch.failed(toHubError(error));
  bucket.written = error;
  expect([await later(), await later(), bucket.puts]).toEqual([state, state, 2]);
  bucket.written = undefined;
  expect(await later()).toBe('ok');
  expect([await later(), bucket.puts]).toEqual(['ok', 3]);
});

it('ignores failures that say nothing about the endpoint', async () => {
  const { watch, later } = bench();
  watch.failed(new HubError('digest_mismatch', 'other bytes'));
  expect(await later()).toBe('ok');
});
