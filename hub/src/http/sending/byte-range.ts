/** Both bounds are included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Parses a Range header with one range (RFC 9110 §14.1.2). `undefined` means the whole content: for several ranges, for
 * an invalid header, and for none. docs/adr/0017 says why this is not `range-parser`.
 */
export function parseByteRange(header: string, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return from <= to ? { from, to } : 'unsatisfiable';
}
