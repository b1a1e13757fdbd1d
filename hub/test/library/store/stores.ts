/** The same tests over a folder and over an S3 server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findS3Server, hasS3Endpoint, isS3Required, startS3Endpoint, type S3Endpoint } from '@eyepiece/host/programs/s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import { storeLocation, type S3Location } from '../../../src/library/store/location.ts';
import { openFileStore } from '../../../src/library/store/open-store.ts';

export const ROOT = resolve(import.meta.dirname, '../../../..');

export interface StoreBench {
  readonly store: FileStore;
  /** A local folder for files of the test. */
  readonly folder: string;
  /** Another hub that uses the same store. */
  another(): Promise<FileStore>;
}

/** The environment of a hub that uses the server. */
export function environmentOf(server: S3Endpoint, prefix: string): Record<string, string> {
  return {
    STORE_URL: `s3://${server.bucket}/${prefix}`,
    S3_ENDPOINT: server.endpoint,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
  };
}

/** Credentials are read from the environment of the process. */
export function useCredentials({ credentials }: S3Endpoint): void {
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
}

export function s3LocationOf(server: S3Endpoint, dataDir: string, prefix: string): S3Location {
  const location = storeLocation(environmentOf(server, prefix), dataDir);
  if (location.kind !== 's3') throw new Error('not a location of S3');
  return location;
}

/** Whether tests that look into the server, or stop it, are skipped: there is no versitygw, and it is not required. */
export const SKIP_S3 = findS3Server(ROOT) === undefined && !isS3Required();

const SKIP_PROTOCOL = !hasS3Endpoint(ROOT) && !isS3Required();

let prefixes = 0;

export function describeStores(title: string, tests: (current: () => StoreBench) => void): void {
  describe.each(SKIP_PROTOCOL ? (['folder'] as const) : (['folder', 's3'] as const))(`${title} (%s)`, (kind) => {
    let server: S3Endpoint | undefined;
    let bench: StoreBench;
    let opened: FileStore[] = [];
    beforeAll(async () => {
      if (kind !== 's3') return;
      server = await startS3Endpoint(ROOT);
      useCredentials(server);
    });
    afterAll(() => server?.close());
    beforeEach(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'eyepiece-store-'));
      const prefix = `test-${String((prefixes += 1))}`;
      let hubs = 0;
      const another = async (): Promise<FileStore> => {
        hubs += 1;
        const dataDir = join(folder, `hub-${String(hubs)}`);
        const location = server ? s3LocationOf(server, dataDir, prefix) : storeLocation({ STORE_URL: join(folder, 'shared') }, dataDir);
        const store = await openFileStore({ location, dataDir });
        await store.prepare();
        opened.push(store);
        return store;
      };
      bench = { store: await another(), folder, another };
    });
    afterEach(async () => {
      for (const store of opened) await store.close();
      opened = [];
      await rm(bench.folder, { recursive: true, force: true });
    });
    tests(() => bench);
  });
}
