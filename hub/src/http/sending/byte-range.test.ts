import { expect, it } from 'vitest';
import { parseByteRange } from './byte-range.ts';

it.each([
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=10-', { from: 10, to: 99 }],
  ['bytes=90-200', { from: 90, to: 99 }],
  ['bytes=-10', { from: 90, to: 99 }],
  // Readers of archives ask for the last 64 kB, however small the archive is.
  ['bytes=-65536', { from: 0, to: 99 }],
])('%s of 100 bytes is %j', (header, range) => {
  expect(parseByteRange(header, 100)).toEqual(range);
});

it.each(['bytes=100-', 'bytes=-0'])('%s of 100 bytes is unsatisfiable', (header) => {
  expect(parseByteRange(header, 100)).toBe('unsatisfiable');
});

it.each(['', 'bytes=-', 'bytes=20-10', 'bytes=a-b', 'bytes=0-1,5-6', 'lines=0-1'])('%j asks for everything', (header) => {
  expect(parseByteRange(header, 100)).toBeUndefined();
});
