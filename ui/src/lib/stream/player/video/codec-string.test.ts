import { expect, it } from 'vitest';
import { codecString } from './codec-string.ts';

const unit = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

it.each([
  ['after a start code of four bytes', unit(0, 0, 0, 1, 0x67, 0x64, 0, 0x28, 0xac, 1, 2, 3), 'avc1.640028'],
  ['after a start code of three bytes', unit(0, 0, 1, 0x27, 0x42, 0xe0, 0x1f, 0x8d, 1), 'avc1.42e01f'],
  ['after other units', unit(0, 0, 0, 1, 0x09, 0x10, 0, 0, 0, 1, 0x67, 0x4d, 0x40, 0x1e, 0, 0, 1, 0x68, 1), 'avc1.4d401e'],
  ['not in a delta frame', unit(0, 0, 0, 1, 0x41, 0x9a, 1, 2, 3, 4, 5, 6), null],
  ['not when it is cut off', unit(0, 0, 1, 0x67, 0x64), null],
  ['not in nothing', unit(), null],
])('reads the codec %s', (_where, bytes, codec) => {
  expect(codecString(bytes)).toBe(codec);
});

it('searches only the beginning', () => {
  const late = new Uint8Array(5000);
  late.set([0, 0, 1, 0x67, 0x64, 0, 0x28, 0xac], 4000);
  expect(codecString(late.fill(7, 0, 4000))).toBeNull();
});
