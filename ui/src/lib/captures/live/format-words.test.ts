import { captureFormatSchema, type CaptureFormat } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { formatWords, usedWords } from './format-words.ts';

const sensor = { width: 1, height: 1, color: true, bitDepth: 12 };

it('shows the bit depth of each format', () => {
  const words = formatWords({ captureFormats: [...captureFormatSchema.options], sensor }, 'BAYER16');
  expect(words.map(({ name, depth }) => `${name} ${depth}`)).toEqual([
    'JPEG 8-bit',
    'PNG 12-bit',
    'PNG 8-bit',
    'TIFF 12-bit',
    'OME-TIFF 12-bit',
    'Raw 12-bit',
  ]);
  expect(new Set(words.map(({ use }) => use)).size).toBe(words.length);
});

it.each([
  ['MONO8', '8-bit'],
  ['RGB24', '8-bit'],
  ['YUV422', '8-bit'],
  ['MONO10_PACKED', '10-bit'],
  ['MONO16', '12-bit'],
  ['something', '12-bit'],
  [undefined, '12-bit'],
])('finds the bit depth of %s', (pixelFormat, depth) => {
  expect(formatWords({ captureFormats: ['tiff'], sensor }, pixelFormat)[0]?.depth).toBe(depth);
});

it('offers a PNG of 8 bits once', () => {
  const all = [...captureFormatSchema.options];
  const of = (pixelFormat: string) => formatWords({ captureFormats: all, sensor }, pixelFormat);
  expect(of('MONO8').filter(({ name }) => name === 'PNG')).toHaveLength(1);
  expect(['png8', 'png', 'tiff', null].map((used) => usedWords(of('MONO8'), used as CaptureFormat | null)?.format)).toEqual([
    'png',
    'png',
    'tiff',
    undefined,
  ]);
  expect(usedWords(of('MONO12'), 'png8')?.format).toBe('png8');
  expect(formatWords({ captureFormats: ['jpg', 'png8'], sensor }, 'MONO8').map(({ format }) => format)).toEqual(['jpg', 'png8']);
});
