/** The binary frame format of docs/reference/protocol/frame.md: a big-endian header, then a JPEG or an access unit of H.264. */

const HEADER_BYTES = 40;
const VIDEO_HEADER_BYTES = 48;
const KIND = { jpeg: 1, video: 2 };
const H264 = 1;
const TIERS: Readonly<Record<number, string>> = { 1: 'sharp', 2: 'lean', 3: 'thin' };

export interface Video {
  readonly tier: string;
  readonly key: boolean;
  /** Sequence number of the frame that this one refers to. */
  readonly dependsOn: number;
}

export interface Frame {
  readonly seq: number;
  /** End of exposure, µs since the epoch by the camera's clock. */
  readonly capturedAtUs: number;
  readonly width: number;
  readonly height: number;
  readonly payload: Uint8Array;
  /** Absent: the payload is a JPEG. */
  readonly video?: Video;
}

/** @throws {RangeError} if the message is not a frame of version 1 */
export function readFrame(message: Uint8Array): Frame {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < HEADER_BYTES) throw new RangeError(`a frame of ${message.length} bytes is shorter than its header`);
  const [magic, version, kind] = [String.fromCharCode(...message.subarray(0, 4)), view.getUint8(4), view.getUint8(5)];
  if (magic !== 'EYEP' || version !== 1 || (kind !== KIND.jpeg && kind !== KIND.video)) {
    throw new RangeError(`not a frame of version 1: "${magic}", version ${version}, kind ${kind}`);
  }
  const [headerBytes, payloadBytes] = [view.getUint16(6), view.getUint32(36)];
  const leastBytes = kind === KIND.video ? VIDEO_HEADER_BYTES : HEADER_BYTES;
  if (headerBytes < leastBytes || headerBytes + payloadBytes !== message.length) {
    throw new RangeError(`${headerBytes} bytes of header and ${payloadBytes} of payload do not make ${message.length}`);
  }
  return {
    seq: view.getUint32(8),
    capturedAtUs: Number(view.getBigUint64(16)),
    width: view.getUint16(24),
    height: view.getUint16(26),
    payload: message.subarray(headerBytes),
    ...(kind === KIND.video && { video: readVideo(view) }),
  };
}

function readVideo(view: DataView): Video {
  const [codec, tier] = [view.getUint8(40), TIERS[view.getUint8(41)]];
  if (codec !== H264 || tier === undefined) throw new RangeError(`unknown video: codec ${codec}, tier ${view.getUint8(41)}`);
  return { tier, key: (view.getUint16(42) & 1) !== 0, dependsOn: view.getUint32(44) };
}

/** Decides whether a decoder has the picture that an access unit refers to. */
export class VideoChain {
  #last: { readonly tier: string; readonly seq: number } | undefined;

  follows(seq: number, video: Video): boolean {
    const known = video.key || (this.#last?.tier === video.tier && this.#last.seq === video.dependsOn);
    this.#last = known ? { tier: video.tier, seq } : undefined;
    return known;
  }
}
