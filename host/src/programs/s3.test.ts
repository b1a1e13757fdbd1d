import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { findMoto, startMoto } from './moto.ts';
import { findS3Server, isS3Required, startS3 } from './s3.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

it.skipIf(findS3Server(ROOT) === undefined && !isS3Required())(
  'starts a server with a bucket, again at its address, and keeps its objects',
  async () => {
    const server = await startS3(ROOT);
    try {
      const statusOf = async (path: string): Promise<number> => (await fetch(`${server.endpoint}/${path}`)).status;
      expect(await statusOf(server.bucket)).toBe(403);
      await server.kill();
      await expect(statusOf(server.bucket)).rejects.toThrow();
      await server.restart();
      expect(await statusOf(server.bucket)).toBe(403);
    } finally {
      await server.close();
    }
  },
);

it('is required under CI only', () => {
  expect([isS3Required({ CI: 'true' }), isS3Required({ CI: '' }), isS3Required({})]).toEqual([true, false, false]);
});

it.skipIf(findMoto(ROOT) === undefined)('starts moto with a bucket', async () => {
  const server = await startMoto(findMoto(ROOT) ?? '', 'tests');
  try {
    const listed = await fetch(`${server.endpoint}/tests?list-type=2`);
    expect([listed.status, await listed.text()]).toEqual([200, expect.stringContaining('<KeyCount>0</KeyCount>') as unknown]);
  } finally {
    await server.close();
  }
});
