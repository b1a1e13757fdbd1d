import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { SampleFields } from './sample-fields.ts';
import { unpackSamples } from './samples.ts';

interface Vector {
  name: string;
  width: number;
  height: number;
  samples: SampleFields;
  planes: string;
  deflated: string;
  values: number[];
}

const vectors = JSON.parse(readFileSync(new URL('../../vectors/samples.json', import.meta.url), 'utf8')) as Vector[];

it.each(vectors)('decodes $name', ({ width, height, samples, planes, deflated, values }) => {
  const inflated = inflateRawSync(Buffer.from(deflated, 'hex'));
  expect(inflated.toString('hex')).toBe(planes);
  expect([...unpackSamples(inflated, width, height, samples)]).toEqual(values);
});

it.each([-1, 1])('refuses planes of another length (%d)', (difference) => {
  const planes = new Uint8Array(2 * 3 * 2 + difference);
  expect(() => unpackSamples(planes, 2, 3, { bits: 12, channels: 1 })).toThrow('are not the 12 of 6 samples');
});
