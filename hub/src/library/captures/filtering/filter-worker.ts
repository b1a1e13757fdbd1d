/** A worker thread that filters one picture: decoding, arithmetic and encoding take seconds for a large one. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { filterSamples, type FilterSamples } from '@eyepiece/shared-types/filters/samples';
import sharp from 'sharp';
import { decode } from '../pictures/samples.ts';
import type { FilterTask, FilteredFile } from './filter-task.ts';

const COMPRESSION = 6;

function encode({ data, width, height, channels }: FilterSamples, description: string): Promise<Buffer> {
  const deep = data instanceof Uint16Array;
  const image = sharp(data, { raw: { width, height, channels } });
  // Without a 16-bit colour space the encoder writes 8 bits.
  image.toColourspace(deep ? (channels === 1 ? 'grey16' : 'rgb16') : channels === 1 ? 'b-w' : 'srgb');
  return image
    .withExif({ IFD0: { Software: 'Eyepiece', ImageDescription: description } })
    .png({ compressionLevel: COMPRESSION })
    .toBuffer();
}

const { path, bitDepth, steps, description } = workerData as FilterTask;
const result = filterSamples(await decode({ path, bitDepth }), steps);
const png = await encode(result, description);
const bytes = new Uint8Array(png);
const { width, height, channels } = result;
const file: FilteredFile = { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), width, height, channels };
parentPort?.postMessage(file, [bytes.buffer]);
