import { HubError } from '../../../errors.ts';
import type { CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { FileStore } from '../../store/file-store.ts';
import { captureKey } from '../../store/paths.ts';
import { needsPreview } from '../files/formats.ts';
import { previewPath } from '../files/layout.ts';

export type Source = Pick<CaptureRow, 'id' | 'sha256' | 'format' | 'bitDepth' | 'path'>;

/** A stored picture. */
export interface StoredPicture {
  readonly key: string;
  readonly bitDepth: number;
}

/**
 * The file that pictures of a capture are made from: the master, or the preview when the hub cannot decode the master.
 * @throws {HubError} not_found when it does not exist
 */
export async function pictureOf({ id, path, format, bitDepth }: Source, files: Pick<FileStore, 'sizeOf'>): Promise<StoredPicture> {
  const master = captureKey(path);
  const picture = needsPreview(format) ? { key: previewPath(master), bitDepth: 8 } : { key: master, bitDepth };
  if ((await files.sizeOf(picture.key)) !== undefined) return picture;
  const missing = needsPreview(format) ? `The preview of capture ${id} has not arrived yet` : `The file of capture ${id} is missing`;
  throw new HubError('not_found', missing);
}
