/** Reads the frame size of an MP4 file. Boxes as in ISO/IEC 14496-12: size, type, content. */
import type { FileHandle } from 'node:fs/promises';
import { imageRejected } from '../pictures/image-check.ts';
import { readAt } from './read-at.ts';

/** An hour's clip has an index of some megabytes. */
const MAX_MOOV_BYTES = 64 * 1024 * 1024;
/** Boxes searched for moov; usually ftyp, free and mdat precede it. */
const MAX_BOXES = 64;

/** @returns undefined when no track has a size. @throws {HubError} image_rejected when it is no MP4 or incomplete */
export async function readMp4Size(file: FileHandle): Promise<{ width: number; height: number } | undefined> {
  const start = await readAt(file, 0, 8);
  if (start.toString('latin1', 4, 8) !== 'ftyp') throw imageRejected(`The file is not mp4: it starts with ${start.toString('hex')}`);
  const moov = await findMoov(file);
  for (const trak of boxesIn(moov, 'trak')) {
    for (const tkhd of boxesIn(trak, 'tkhd')) {
      // Both versions of the box end with width and height, 16.16 fixed point. Sound tracks have 0.
      if (tkhd.length < 84) throw imageRejected('The mp4 has a truncated track header');
      const width = tkhd.readUInt32BE(tkhd.length - 8) / 65_536;
      const height = tkhd.readUInt32BE(tkhd.length - 4) / 65_536;
      if (width > 0 && height > 0) return { width, height };
    }
  }
  return undefined;
}

async function findMoov(file: FileHandle): Promise<Buffer> {
  const { size: fileBytes } = await file.stat();
  let position = 0;
  for (let count = 0; count < MAX_BOXES && position < fileBytes; count += 1) {
    const header = await readAt(file, position, 16);
    const box = readBox(header, fileBytes - position);
    if (!box) break;
    if (box.type === 'moov') {
      if (box.sizeBytes > MAX_MOOV_BYTES) throw imageRejected(`The mp4 has an index of ${box.sizeBytes} bytes, above ${MAX_MOOV_BYTES}`);
      return readAt(file, position + box.headerBytes, box.sizeBytes - box.headerBytes);
    }
    position += box.sizeBytes;
  }
  throw imageRejected('The mp4 is incomplete: it has no index (moov)');
}

interface Box {
  readonly type: string;
  readonly headerBytes: number;
  /** Including the header. */
  readonly sizeBytes: number;
}

/** @returns undefined without a complete box. A size of 0 means "to the end", 1 means that a 64-bit size follows. */
function readBox(bytes: Buffer, available: number): Box | undefined {
  if (bytes.length < 8) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const short = bytes.readUInt32BE(0);
  const long = short === 1;
  if (long && bytes.length < 16) return undefined;
  const headerBytes = long ? 16 : 8;
  const sizeBytes = long ? Number(bytes.readBigUInt64BE(8)) : short === 0 ? available : short;
  if (sizeBytes < headerBytes || sizeBytes > available) return undefined;
  return { type, headerBytes, sizeBytes };
}

/** Contents of the boxes of one type directly inside `content`. */
function* boxesIn(content: Buffer, type: string): Generator<Buffer> {
  let rest = content;
  for (let box = readBox(rest, rest.length); box; box = readBox(rest, rest.length)) {
    if (box.type === type) yield rest.subarray(box.headerBytes, box.sizeBytes);
    rest = rest.subarray(box.sizeBytes);
  }
}
