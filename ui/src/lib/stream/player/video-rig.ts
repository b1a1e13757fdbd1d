import { encodeFrame, encodeVideoFrame, type VideoTier } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, vi } from 'vitest';
import type { FrameLink, FrameLinkEvents, PictureWish } from '../../hub/frame-link.ts';
import type { FromPlayer } from './messages.ts';
import { Player } from './player.ts';
import { FakeChunk, FakeDecoder } from './video/fake-decoder.ts';

/** A sequence parameter set of profile High. */
const KEY_UNIT = Uint8Array.from([0, 0, 0, 1, 0x67, 0x64, 0, 0x28, 0xac, 0, 0, 1, 0x65, 1]);
const DELTA_UNIT = Uint8Array.from([0, 0, 0, 1, 0x41, 0x9a]);

interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly close: () => void;
}

/** What the player has drawn and decoded in the stand-in for a browser. */
export interface Pictures {
  /** On the canvas of the page. */
  drawn: object[];
  /** Those from which single pixels were read. */
  pixelsReadFrom: object[];
  openBitmaps: number;
  /** JPEGs are decoded when it is fulfilled. */
  decoding: Promise<void> | undefined;
}

const pictures: Pictures = { drawn: [], pixelsReadFrom: [], openBitmaps: 0, decoding: undefined };

async function decodeJpeg(): Promise<Bitmap> {
  await pictures.decoding;
  pictures.openBitmaps += 1;
  let open = true;
  const close = (): void => {
    if (open) pictures.openBitmaps -= 1;
    open = false;
  };
  return { width: 320, height: 256, close };
}

class FakeCanvas {
  width = 1;
  height = 1;
  getContext(_kind: string, options: { willReadFrequently?: boolean }): object {
    const list = options.willReadFrequently ? pictures.pixelsReadFrom : pictures.drawn;
    return { drawImage: (picture: object) => list.push(picture), getImageData: () => ({ data: [10, 20, 30, 255] }) };
  }
}

/** Lets the player handle what has arrived. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A player that watches camera `a` over a link that the test feeds. */
export async function videoRig({ supported = true } = {}) {
  const acks: number[] = [];
  const posted: FromPlayer[] = [];
  const asked: PictureWish[] = [];
  const snapshots: ((jpeg: Uint8Array | Error) => void)[] = [];
  let resets = 0;
  let events: FrameLinkEvents | undefined;
  const link: FrameLink = {
    open: () => events?.connected(),
    close: () => undefined,
    retryNow: () => undefined,
    watch: (_cameraId, wish) => asked.push(wish),
    unwatch: () => undefined,
    ack: (_cameraId, seq) => acks.push(seq),
    resetVideo: () => void resets++,
  };
  const fetchSnapshot = (): Promise<Uint8Array> =>
    new Promise((resolve, reject) => snapshots.push((jpeg) => (jpeg instanceof Error ? reject(jpeg) : resolve(jpeg))));
  const player = new Player(
    (_address, _clientId, given) => {
      events = given;
      return Promise.resolve(link);
    },
    (message) => posted.push(message),
    { supported: () => Promise.resolve(supported), snapshotsOf: () => fetchSnapshot },
  );
  player.handle({ type: 'open', address: '', clientId: '' });
  const canvas = new FakeCanvas();
  player.handle({ type: 'canvas', canvas: canvas as unknown as OffscreenCanvas });
  player.handle({ type: 'watch', cameraId: 'a' });
  await settled();
  const fields = (seq: number, width: number) => {
    return { seq, flags: 0, capturedAtUs: Date.now() * 1000, width, height: 256, exposureMs: 8, gainDb: 0 };
  };
  const jpeg = async (seq: number, { cameraId = 'a', flags = 0 } = {}) => {
    events?.frame(cameraId, encodeFrame({ ...fields(seq, 320), flags }, new Uint8Array([1])));
    await settled();
  };
  const video = async (
    seq: number,
    dependsOn: number,
    { tier = 'lean', width = 320, cameraId = 'a' }: { tier?: VideoTier; width?: number; cameraId?: string } = {},
  ) => {
    const key = seq === dependsOn;
    const unit = key ? KEY_UNIT : DELTA_UNIT;
    events?.frame(cameraId, encodeVideoFrame(fields(seq, width), { codec: 'h264', tier, key, dependsOn }, unit));
    await settled();
  };
  const kinds = () => posted.flatMap((message) => (message.type === 'shown' ? [message.kind] : []));
  const size = () => ({ width: canvas.width, height: canvas.height });
  const frame = (cameraId: string, message: Uint8Array) => events?.frame(cameraId, message);
  return { player, acks, posted, asked, snapshots, jpeg, video, frame, kinds, size, resets: () => resets, lost: () => events?.lost() };
}

/** Stands in for the timers, canvases and decoders of a browser in each test of a file. */
export function useFakeBrowser(): Pictures {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
    vi.stubGlobal('createImageBitmap', decodeJpeg);
    vi.stubGlobal('VideoDecoder', FakeDecoder);
    vi.stubGlobal('EncodedVideoChunk', FakeChunk);
    vi.stubGlobal('OffscreenCanvas', FakeCanvas);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    FakeDecoder.reset();
    Object.assign(pictures, { drawn: [], pixelsReadFrom: [], openBitmaps: 0, decoding: undefined });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  return pictures;
}
