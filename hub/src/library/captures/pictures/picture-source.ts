import { HubError } from '../../../errors.ts';
import type { CaptureRow } from '../../../persistence/entities/capture.ts';
import { sizeOfFile } from '../files/durable-files.ts';
import { needsPreview } from '../files/formats.ts';
import { previewPath } from '../files/layout.ts';
import type { Picture } from './samples.ts';

export type Source = Pick<CaptureRow, 'id' | 'sha256' | 'format' | 'bitDepth' | 'path'>;

/**
 * The file that pictures of a capture are made from: the master, or the preview when the hub cannot decode the master.
 * @throws {HubError} not_found when it does not exist
 */
export async function pictureOf({ id, path, format, bitDepth }: Source, pathOf: (relative: string) => string): Promise<Picture> {
  const masterPath = pathOf(path);
  const picture = needsPreview(format) ? { path: previewPath(masterPath), bitDepth: 8 } : { path: masterPath, bitDepth };
  if ((await sizeOfFile(picture.path)) !== undefined) return picture;
  const missing = needsPreview(format) ? `The preview of capture ${id} has not arrived yet` : `The file of capture ${id} is missing`;
  throw new HubError('not_found', missing);
}
