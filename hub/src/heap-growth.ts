import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** V8 marks the whole heap when it has grown by this much since the last time, percent. */
const RARELY = 200;
/** Marks more often, and so keeps less garbage. */
const OFTEN = 50;
/** Heap and buffers from which garbage is collected often, bytes: a hub with 100 viewers uses about half of it. */
const LARGE_BYTES = 192 * 1024 * 1024;
const LOOK_MS = 500;

interface Engine {
  readonly heldBytes: () => number;
  readonly setFlag: (flag: string) => void;
}

const v8: Engine = {
  heldBytes: () => {
    const { heapUsed, external } = memoryUsage();
    return heapUsed + external;
  },
  setFlag: setFlagsFromString,
};

/**
 * Lets a small heap grow far before it is marked, and a large one only little. Returns what ends it.
 *
 * Pictures live outside V8's heap. By itself V8 answers their coming and going with a full mark of the heap, once a
 * second and up to 28 ms at a time; counted together with the heap they are a part of its ordinary growth. A flood of
 * broken connections makes the heap large, and threefold growth would then keep hundreds of megabytes of garbage.
 *
 * V8 reads both flags at each collection, so they take effect in a running process.
 */
export function limitHeapGrowth({ heldBytes, setFlag }: Engine = v8): () => void {
  setFlag('--external-memory-accounted-in-global-limit');
  let current: number | undefined;
  const look = (): void => {
    const percent = heldBytes() > LARGE_BYTES ? OFTEN : RARELY;
    if (percent !== current) setFlag(`--heap-growing-percent=${String(percent)}`);
    current = percent;
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
}
