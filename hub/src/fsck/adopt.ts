import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { captureMetadataSchema, captureSchema } from '@eyepiece/shared-types';
import { isMissing, sizeOfFile } from '../captures/files/durable-files.ts';
import { relativePath, sidecarPath } from '../captures/files/layout.ts';
import { toRow } from '../captures/presenter.ts';
import type { CaptureRow } from '../persistence/entities/capture.ts';

/** What people may have changed since; the rest of a sidecar is the metadata of the upload. */
const editsSchema = captureSchema.pick({ rating: true, createdAt: true, deletedAt: true });

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The sidecar of a master; undefined when there is none, or it is no JSON. */
export async function readSidecar(masterPath: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(sidecarPath(masterPath), 'utf8'));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The row that a file and its sidecar are the whole of, or why they are not.
 * @param folder of the capture, relative to `root`
 */
export async function rowOfFiles(root: string, folder: string, filename: string): Promise<CaptureRow | string> {
  const path = join(root, folder, filename);
  const sidecar = await readSidecar(path);
  const metadata = captureMetadataSchema.safeParse(sidecar);
  const edits = editsSchema.safeParse(sidecar);
  if (!metadata.success || !edits.success) return 'it has no sidecar that says what it is';
  const relative = relativePath(metadata.data);
  if (dirname(relative) !== folder || metadata.data.filename !== filename) return 'its sidecar is of another file';
  if ((await sizeOfFile(path)) !== metadata.data.sizeBytes) return 'it is not as large as its sidecar says';
  if ((await sha256Of(path)) !== metadata.data.sha256) return 'it is not what its sidecar says';
  const { rating, createdAt, deletedAt } = edits.data;
  return {
    ...toRow(metadata.data, relative),
    rating,
    createdAt: new Date(createdAt),
    deletedAt: deletedAt === null ? null : new Date(deletedAt),
  };
}
