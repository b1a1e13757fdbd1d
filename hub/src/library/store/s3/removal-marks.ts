/**
 * Captures that are being removed from a bucket. S3 renames nothing, so a capture's objects stay where they are, and a
 * mark holds their path: `captures/.removing/{id}`.
 *
 * The same capture may be uploaded again as soon as its row is deleted. Uploads are refused while the mark exists, so
 * that `discard` never deletes an object of a new upload. The mark is deleted last.
 */
import { dirname } from 'node:path/posix';
import { BeingRemovedError } from '../being-removed-error.ts';
import type { Removals } from '../file-store.ts';
import { captureKey } from '../paths.ts';
import type { Objects } from './objects.ts';

const FOLDER = 'captures/.removing/';

export class RemovalMarks implements Removals {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  async take(id: string, path: string): Promise<void> {
    if ((await this.#objects.names(`${dirname(captureKey(path))}/`)).length === 0) return;
    await this.#objects.write(`${FOLDER}${id}`, path);
  }

  async putBack(id: string): Promise<void> {
    await this.#objects.remove(`${FOLDER}${id}`);
  }

  async discard(id: string, others?: () => Promise<void>): Promise<void> {
    const path = await this.#objects.readSmall(`${FOLDER}${id}`);
    if (path === undefined) {
      await others?.();
      return;
    }
    const master = captureKey(path.toString());
    // The master first: a later write beside it then sees that the master is gone, and deletes what it wrote.
    await this.#objects.remove(master);
    await others?.();
    await this.#objects.removeFolder(dirname(master));
    await this.#objects.remove(`${FOLDER}${id}`);
  }

  ids(): Promise<string[]> {
    return this.#objects.names(FOLDER);
  }

  /** @throws {BeingRemovedError} while the capture of this id is being removed */
  async assertNone(id: string): Promise<void> {
    if ((await this.#objects.sizeOf(`${FOLDER}${id}`)) !== undefined) throw new BeingRemovedError(id);
  }
}
