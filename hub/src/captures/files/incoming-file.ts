import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HubError } from '../../errors.ts';
import { toStorageError } from './durable-files.ts';

/** A clip has gigabytes: synced as it comes, the rest at its end keeps nobody waiting, and little of it fills the memory. */
const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

/** More chunks than one are written at once: each write waits for a thread. */
const WRITE_BYTES = 1024 * 1024;

/** Throws when the file at `path`, which has come whole, must not stay. */
export type FileCheck = (path: string) => Promise<void>;

export interface Expected {
  /** SHA-256, hex. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly maxBytes: number;
  /** Whether the file may come at all; little of the stream is read before that is known. */
  readonly admitted?: Promise<unknown>;
  readonly check?: FileCheck | undefined;
}

/**
 * Writes a stream to a new file at `path` and syncs it; on any failure nothing is left there. Reading does not wait for
 * the file to be opened.
 * @throws {HubError} payload_too_large, digest_mismatch, no_space, validation_failed when the stream broke off, or what the check throws, or the admission
 */
export async function receiveFile(stream: Readable, path: string, expected: Expected): Promise<void> {
  const admitted = Promise.resolve(expected.admitted);
  admitted.catch(() => undefined); // met where it is waited for, if it is
  if (expected.sizeBytes > expected.maxBytes) throw tooLarge(expected.sizeBytes, expected.maxBytes);
  const opening = open(path, 'wx');
  // Whoever may not come is told why, not that the file could not be opened either.
  const ready = admitted.then(() => opening);
  for (const step of [opening, ready]) step.catch(() => undefined);
  try {
    // Room and quota were reserved for the announced size: not a byte more is written.
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

/** Leaves the stream open when the loop ends early: a request must live long enough to be told why. */
async function* chunksOf(stream: Readable, receivedBytes: () => number): AsyncGenerator<Buffer> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    yield* chunks;
  } catch (error) {
    const message = `The upload broke off after ${String(receivedBytes())} bytes`;
    throw new HubError('validation_failed', message, { cause: error });
  }
}

function tooLarge(sizeBytes: number, limitBytes: number): HubError {
  return new HubError('payload_too_large', `${String(sizeBytes)} bytes are more than the limit of ${String(limitBytes)}`);
}

function longer(announcedBytes: number): HubError {
  return new HubError('digest_mismatch', `The upload is longer than the ${String(announcedBytes)} bytes that were announced (sizeBytes)`);
}

function mismatch({ digest, sizeBytes }: Expected, receivedDigest: string, receivedBytes: number): HubError {
  const message =
    `The upload (${String(receivedBytes)} bytes, sha-256 ${receivedDigest}) is not what was announced ` +
    `(${String(sizeBytes)} bytes, sha-256 ${digest})`;
  return new HubError('digest_mismatch', message);
}
