import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Growth of a small heap after which V8 marks it again, percent. */
const SMALL_HEAP_GROWTH = 200;
/** The same for a large heap: it is marked more often and keeps less garbage. */
const LARGE_HEAP_GROWTH = 50;
/** Heap and buffers above this count as large, bytes. A hub with 100 viewers uses about half of it. */
const LARGE_BYTES = 192 * 1024 * 1024;
const CHECK_EVERY_MS = 500;

interface Engine {
  readonly heldBytes: () => number;
  readonly setFlag: (flag: string) => void;
}

const v8: Engine = {
  // process.memoryUsage() would read a file of the system too.
  heldBytes: () => {
    const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
    return heapBytes + externalBytes;
  },
  setFlag: setFlagsFromString,
};

/**
 * Lets a small heap grow far before V8 marks it, and a large one only little.
 *
 * Frames live outside V8's heap. By default V8 responds to their allocation with a full mark of the heap, once a second
 * and for up to 28 ms. With the first flag, external memory counts as part of the heap's ordinary growth. A flood of
 * broken connections makes the heap large; threefold growth would then keep hundreds of megabytes of garbage.
 *
 * V8 reads both flags at each collection, so they take effect in a running process.
 * @returns a function that stops the checks
 */
export function limitHeapGrowth({ heldBytes, setFlag }: Engine = v8): () => void {
  setFlag('--external-memory-accounted-in-global-limit');
  let current: number | undefined;
  const check = (): void => {
    const percent = heldBytes() > LARGE_BYTES ? LARGE_HEAP_GROWTH : SMALL_HEAP_GROWTH;
    if (percent !== current) setFlag(`--heap-growing-percent=${String(percent)}`);
    current = percent;
  };
  check();
  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
