/**
 * Inflates to exactly `bytes`. Reads no further once there are more, however large the rest may become.
 * @throws {Error} for broken data, and for more or fewer bytes
 */
export async function inflated(deflated: Uint8Array, bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  const reader = new Blob([deflated as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let at = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const { value } = part;
      if (at + value.length > bytes) throw new Error(`the samples inflate to more than ${bytes} bytes`);
      whole.set(value, at);
      at += value.length;
    }
  } finally {
    // Ends the decompressor; its errors were reported by `read`.
    void reader.cancel().catch(() => undefined);
  }
  if (at < bytes) throw new Error(`the samples inflate to ${at} bytes, not ${bytes}`);
  return whole;
}
