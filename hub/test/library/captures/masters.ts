/** Files in the formats that sharp cannot write. */

/** A `.npy` file, as numpy.save writes it. */
export function npy(shape: readonly number[], { descr = '<u2', fortran = false, version = 1 } = {}): Buffer {
  const head = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const unpadded = 8 + lengthBytes + head.length + 1;
  const text = `${head}${' '.repeat((64 - (unpadded % 64)) % 64)}\n`;
  const length = Buffer.alloc(lengthBytes);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  const samples = shape.reduce((product, side) => product * side, 1);
  const data = Buffer.alloc(samples * Number(descr.slice(2)), 7);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, Buffer.from(text, 'latin1'), data]);
}

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/** As `box`, with a 64-bit size. */
export function longBox(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(16 + content.length), 8);
  return Buffer.concat([header, content]);
}

function tkhd(width: number, height: number, version: 0 | 1): Buffer {
  const content = Buffer.alloc(version === 0 ? 84 : 96);
  content[0] = version;
  content.writeUInt32BE(width * 65_536, content.length - 8);
  content.writeUInt32BE(height * 65_536, content.length - 4);
  return box('tkhd', content);
}

export function moov(width: number, height: number, version: 0 | 1 = 0): Buffer {
  const sound = box('trak', tkhd(0, 0, 0));
  return box('moov', box('mvhd', Buffer.alloc(100)), sound, box('trak', tkhd(width, height, version), box('mdia')));
}

export const ftyp = (): Buffer => box('ftyp', Buffer.from('isom\0\0\x02\0isomavc1', 'latin1'));

/** An MP4 with its index first, and `mediaBytes` bytes in place of encoded pictures. */
export function mp4(width: number, height: number, mediaBytes = 1000): Buffer {
  return Buffer.concat([ftyp(), moov(width, height), box('mdat', Buffer.alloc(mediaBytes, 0x5a))]);
}
