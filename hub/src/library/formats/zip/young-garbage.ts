/** Bounds memory while gigabytes are streamed. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes between two collections; each takes about a millisecond. */
const EVERY_BYTES = 4 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;
let collect: Collect | undefined;

/**
 * Runs V8's young-generation garbage collector after every few megabytes. File buffers become garbage once they are
 * sent, but V8 collects only when young *objects* fill their space. Streams create few objects, so without this
 * hundreds of megabytes of buffers accumulate.
 */
export class YoungGarbage {
  #bytes = 0;

  /** Counts streamed bytes. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < EVERY_BYTES) return;
    this.#bytes = 0;
    collect ??= exposedCollector();
    collect({ type: 'minor' });
  }
}

/** Node exposes the collector only with a flag. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
