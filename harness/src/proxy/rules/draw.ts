import { SeededRandom } from '../../figures/random.ts';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Random numbers that depend only on the seed and the parts, not on earlier draws: the order in which connections
 * and messages arrive does not change them.
 */
export function drawFor(seed: number, ...parts: readonly (string | number)[]): SeededRandom {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(`${seed}\0${parts.join('\0')}`)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return new SeededRandom(hash);
}
