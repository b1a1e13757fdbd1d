/** The header of NumPy's .npy files: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import type { FileHandle } from 'node:fs/promises';
import { imageRejected } from '../pictures/image-check.ts';
import { readAt } from './read-at.ts';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** The camera service writes headers of 128 bytes. */
const MAX_HEADER_BYTES = 10_000;
const DESCR = /'descr'\s*:\s*'([|<>=])([a-z])(\d+)'/;
const SHAPE = /'shape'\s*:\s*\(([\d,\s]*)\)/;

/** Reads rows and columns, and checks them against the length of the file. @throws {HubError} image_rejected */
export async function readNpyShape(file: FileHandle): Promise<{ width: number; height: number }> {
  const { text, dataOffset } = await readHeader(file);
  const [, , kind, itemBytes] = DESCR.exec(text) ?? [];
  if (kind !== 'u' || (itemBytes !== '1' && itemBytes !== '2')) {
    throw imageRejected('The samples of a raw file must be unsigned integers of 1 or 2 bytes');
  }
  if (!/'fortran_order'\s*:\s*False/.test(text)) throw imageRejected('The samples of a raw file must be in C order');
  const shape = [...(SHAPE.exec(text)?.[1] ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const [height, width, perPixel = 1] = shape;
  if (height === undefined || width === undefined || shape.length > 3 || perPixel > 4) {
    throw imageRejected(`A raw file must have the shape (rows, columns) or (rows, columns, samples), not (${shape.join(', ')})`);
  }
  const expectedBytes = dataOffset + height * width * perPixel * Number(itemBytes);
  const { size } = await file.stat();
  if (size !== expectedBytes) throw imageRejected(`The raw file has ${size} bytes; its header implies ${expectedBytes}`);
  return { width, height };
}

async function readHeader(file: FileHandle): Promise<{ text: string; dataOffset: number }> {
  const start = await readAt(file, 0, 12);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC) || start.length < 12) {
    throw imageRejected(`The file is not raw: it starts with ${start.subarray(0, 8).toString('hex')}`);
  }
  // Version 1 stores the header's length in two bytes, later versions in four.
  const textOffset = start[6] === 1 ? 10 : 12;
  const textBytes = textOffset === 10 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (textBytes > MAX_HEADER_BYTES) throw imageRejected(`The header of the raw file has ${textBytes} bytes, above ${MAX_HEADER_BYTES}`);
  const text = await readAt(file, textOffset, textBytes);
  return { text: text.toString('latin1'), dataOffset: textOffset + textBytes };
}
