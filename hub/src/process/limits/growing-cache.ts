/**
 * Options of an LRU cache with at most this many entries that grows with them. With `max`, the library allocates and fills
 * arrays for all entries: the caches of a hub took 70 ms of its start.
 */
export function upTo(entries: number): { readonly maxSize: number; readonly sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
