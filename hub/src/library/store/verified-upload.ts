import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HubError } from '../../errors.ts';
import { toStorageError } from './durable-files.ts';

/** Clips have gigabytes. Syncing while receiving keeps the final sync short and bounds dirty pages in memory. */
const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

/** Chunks are combined up to this size, because each write occupies a thread of libuv's pool. */
const WRITE_BYTES = 1024 * 1024;

/** Throws when the completely received file at `path` must be rejected. */
export type FileCheck = (path: string) => Promise<void>;

export interface Expected {
  /** SHA-256, hex. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly maxBytes: number;
  /** Rejects when the file must not be received. Only a little of the stream is read before it settles. */
  readonly admitted?: Promise<unknown>;
  readonly check?: FileCheck | undefined;
}

/**
 * Writes a stream to a new file at `path` and syncs it. On any failure the file is removed. Reading starts before the
 * file is open.
 * @throws {HubError} payload_too_large, digest_mismatch, no_space, validation_failed when the stream ends early; errors of
 * `check` and `admitted`
 */
export async function receiveFile(stream: Readable, path: string, expected: Expected): Promise<void> {
  const admitted = Promise.resolve(expected.admitted);
  admitted.catch(() => undefined); // handled where the promise is awaited
  if (expected.sizeBytes > expected.maxBytes) throw tooLarge(expected.sizeBytes, expected.maxBytes);
  const opening = open(path, 'wx');
  // A refused admission takes precedence over an error of opening the file.
  const ready = admitted.then(() => opening);
  for (const step of [opening, ready]) step.catch(() => undefined);
  try {
    // Disk space and quota are reserved for the announced size only.
    const { sizeBytes, digest } = await writeAll(stream, ready, expected.sizeBytes);
    if (digest !== expected.digest || sizeBytes !== expected.sizeBytes) throw mismatch(expected, digest, sizeBytes);
    await Promise.all([(await ready).sync(), expected.check?.(path)]);
  } catch (error) {
    const handle = await opening.catch(() => undefined);
    if (handle) {
      await handle.close();
      await rm(path, { force: true });
    }
    throw toStorageError(error);
  }
  await (await opening).close();
}

async function writeAll(
  stream: Readable,
  ready: Promise<FileHandle>,
  announcedBytes: number,
): Promise<{ sizeBytes: number; digest: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let writtenBytes = 0;
  let syncedBytes = 0;
  let waiting: Buffer[] = [];
  const write = async (): Promise<void> => {
    const [first, ...more] = waiting;
    if (first === undefined) return;
    const handle = await ready;
    await handle.writeFile(more.length > 0 ? Buffer.concat(waiting) : first);
    waiting = [];
    writtenBytes = sizeBytes;
  };
  for await (const chunk of chunksOf(stream, () => sizeBytes)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > announcedBytes) throw longer(announcedBytes);
    hash.update(chunk);
    waiting.push(chunk);
    if (sizeBytes - writtenBytes >= WRITE_BYTES) await write();
    if (sizeBytes - syncedBytes >= SYNC_EVERY_BYTES) {
      await (await ready).datasync();
      syncedBytes = sizeBytes;
    }
  }
  await write();
  await ready;
  return { sizeBytes, digest: hash.digest('hex') };
}

/** Leaves the stream open when the loop ends early, so that the request can still be answered with the error. */
async function* chunksOf(stream: Readable, receivedBytes: () => number): AsyncGenerator<Buffer> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    yield* chunks;
  } catch (error) {
    const message = `The upload ended early, after ${String(receivedBytes())} bytes`;
    throw new HubError('validation_failed', message, { cause: error });
  }
}

function tooLarge(sizeBytes: number, limitBytes: number): HubError {
  return new HubError('payload_too_large', `${String(sizeBytes)} bytes are more than the limit of ${String(limitBytes)}`);
}

function longer(announcedBytes: number): HubError {
  return new HubError('digest_mismatch', `The upload is longer than the announced ${String(announcedBytes)} bytes (sizeBytes)`);
}

function mismatch({ digest, sizeBytes }: Expected, receivedDigest: string, receivedBytes: number): HubError {
  const message =
    `The upload (${String(receivedBytes)} bytes, sha-256 ${receivedDigest}) does not match the announced one ` +
    `(${String(sizeBytes)} bytes, sha-256 ${digest})`;
  return new HubError('digest_mismatch', message);
}
