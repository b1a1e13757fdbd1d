/** Reads the codec of a key frame for `VideoDecoder.configure`. */

const NAL_TYPE_MASK = 0x1f;
const NAL_SPS = 7;
/** The first parameter set is at the beginning; picture data need not be searched. */
const SEARCHED_BYTES = 512;

/**
 * The codec string of an H.264 key frame in Annex B: profile, constraints and level of its sequence parameter set, such
 * as `avc1.640028`. Null if it has none.
 */
export function codecString(accessUnit: Uint8Array): string | null {
  const end = Math.min(accessUnit.length - 4, SEARCHED_BYTES);
  for (let at = 0; at + 3 <= end; at++) {
    const startsHere = accessUnit[at] === 0 && accessUnit[at + 1] === 0 && accessUnit[at + 2] === 1;
    if (!startsHere || ((accessUnit[at + 3] ?? 0) & NAL_TYPE_MASK) !== NAL_SPS) continue;
    const profile = accessUnit.subarray(at + 4, at + 7);
    if (profile.length < 3) return null;
    return `avc1.${[...profile].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }
  return null;
}
