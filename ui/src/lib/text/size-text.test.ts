import { expect, it } from 'vitest';
import { sizeText } from './size-text.ts';

it.each([
  [999, '999 B'],
  [61_400, '61 kB'],
  [7_864_320, '7.9 MB'],
  [38_200_000_000, '38.2 GB'],
  [412_000_000_000, '412 GB'],
])('writes %d bytes as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
