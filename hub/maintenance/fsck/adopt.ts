import { createHash } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { captureMetadataSchema, captureSchema } from '@eyepiece/shared-types';
import type { FileStore } from '../../src/library/store/file-store.ts';
import { relativePath, sidecarPath } from '../../src/library/captures/files/layout.ts';
import { toRow } from '../../src/library/captures/presenter.ts';
import type { CaptureRow } from '../../src/persistence/entities/library/capture.ts';

/** Fields of the sidecar that edits may change; the others are metadata of the upload. */
const editsSchema = captureSchema.pick({ rating: true, createdAt: true, deletedAt: true, name: true }).partial({ name: true });

export async function sha256Of(files: FileStore, key: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(files.read(key), hash);
  return hash.digest('hex');
}

/** The sidecar of a master; undefined when it is missing or not JSON. */
export async function readSidecar(files: FileStore, masterKey: string): Promise<unknown> {
  const text = await files.readSmall(sidecarPath(masterKey));
  try {
    return text === undefined ? undefined : JSON.parse(text.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Builds the row of a capture from its master and sidecar.
 * @param folder of the capture, relative to `captures`
 * @returns the row, or the reason why it cannot be built
 */
export async function rowOfFiles(files: FileStore, folder: string, filename: string): Promise<CaptureRow | string> {
  const key = `captures/${folder}/${filename}`;
  const sidecar = await readSidecar(files, key);
  const metadata = captureMetadataSchema.safeParse(sidecar);
  const edits = editsSchema.safeParse(sidecar);
  if (!metadata.success || !edits.success) return 'it has no valid sidecar';
  const relative = relativePath(metadata.data);
  if (dirname(relative) !== folder || metadata.data.filename !== filename) return 'its sidecar belongs to another file';
  if ((await files.sizeOf(key)) !== metadata.data.sizeBytes) return 'its size differs from its sidecar';
  if ((await sha256Of(files, key)) !== metadata.data.sha256) return 'its digest differs from its sidecar';
  const { rating, createdAt, deletedAt, name } = edits.data;
  return {
    ...toRow(metadata.data, relative, name),
    rating,
    createdAt: new Date(createdAt),
    deletedAt: deletedAt === null ? null : new Date(deletedAt),
  };
}
