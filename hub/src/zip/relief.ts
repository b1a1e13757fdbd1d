/** Keeps memory flat while gigabytes pass through. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes between two collections: each takes about a millisecond. */
const EVERY = 4 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;
let collect: Collect | undefined;

/**
 * Buffers of files are garbage as soon as they are sent, but V8 looks for garbage when young *objects* have filled their
 * space, and streams make few of those: hundreds of megabytes of buffers pile up in between. Asking for the young
 * collection after every few megabytes keeps them to that.
 */
export class Relief {
  #bytes = 0;

  /** So much has passed. */
  passed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < EVERY) return;
    this.#bytes = 0;
    collect ??= exposedCollector();
    collect({ type: 'minor' });
  }
}

/** Node shows it only to who asks for it. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
