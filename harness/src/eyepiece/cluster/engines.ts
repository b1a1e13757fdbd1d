/** PostgreSQL, Redis and the store of files that several hubs share. */
import { mkdir } from 'node:fs/promises';
import { startRestartablePostgres, type RestartablePostgres } from '@eyepiece/host/database/postgres';
import { startRedis, type RunningRedis } from '@eyepiece/host/programs/redis';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { CHECKOUT } from '../../system/programs.ts';

export type StoreKind = 's3' | 'folder';

export interface Engines {
  readonly database: RestartablePostgres;
  readonly redis: RunningRedis;
  /** undefined: files are in a folder. */
  readonly s3: RunningS3 | undefined;
  /** STORE_URL, and for a bucket its endpoint and credentials. */
  readonly storeEnv: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** @param folder for the files, if there is no bucket */
export async function startEngines(store: StoreKind, folder: string): Promise<Engines> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const started = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const engine = await starting;
    stops.push(() => engine.close());
    return engine;
  };
  try {
    const database = await started(startRestartablePostgres());
    const redis = await started(startRedis());
    if (store === 's3') {
      const s3 = await started(startS3(CHECKOUT));
      return { database, redis, s3, storeEnv: bucketEnv(s3), close };
    }
    await mkdir(folder, { recursive: true });
    return { database, redis, s3: undefined, storeEnv: { STORE_URL: folder }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function bucketEnv({ bucket, endpoint, credentials }: RunningS3): Record<string, string> {
  return {
    STORE_URL: `s3://${bucket}/captures`,
    S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}
