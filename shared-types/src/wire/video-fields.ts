/** The fields that a video frame has after those of every frame: bytes 40 to 47 of its header, see docs/reference/protocol/frame.md. */
import { VIDEO_TIERS, type VideoTier } from '../streams/video-tiers.ts';
import { checkUint, FrameError } from './frame-error.ts';

/** Header length of a video frame, bytes. */
export const VIDEO_HEADER_BYTES = 48;

const CODEC_H264 = 1;
const FLAG_KEY = 1;

/** An H.264 access unit in Annex B, without B-frames. SPS and PPS precede every key frame. */
export interface VideoFields {
  readonly codec: 'h264';
  readonly tier: VideoTier;
  /** Whether a decoder can start with this frame. */
  readonly key: boolean;
  /** Sequence number of the frame that this one refers to; of a key frame its own. */
  readonly dependsOn: number;
}

/** @throws {FrameError} `bad_value` for the first invalid field */
export function readVideoFields(data: DataView, seq: number): VideoFields {
  const codec = data.getUint8(40);
  if (codec !== CODEC_H264) throw new FrameError('bad_value', `codec ${codec}; this reader knows ${CODEC_H264}`);
  const tierNumber = data.getUint8(41);
  const tier = VIDEO_TIERS[tierNumber - 1];
  if (tier === undefined) throw new FrameError('bad_value', `tier ${tierNumber} is not from 1 to ${VIDEO_TIERS.length}`);
  const video: VideoFields = { codec: 'h264', tier, key: (data.getUint16(42) & FLAG_KEY) !== 0, dependsOn: data.getUint32(44) };
  checkReference(video, seq);
  return video;
}

/** @throws {FrameError} `bad_value` if a field is out of range */
export function writeVideoFields(data: DataView, seq: number, video: VideoFields): void {
  checkUint('dependsOn', video.dependsOn, 0xffff_ffff);
  checkReference(video, seq);
  data.setUint8(40, CODEC_H264);
  data.setUint8(41, VIDEO_TIERS.indexOf(video.tier) + 1);
  data.setUint16(42, video.key ? FLAG_KEY : 0);
  data.setUint32(44, video.dependsOn);
}

function checkReference({ key, dependsOn }: VideoFields, seq: number): void {
  if (key && dependsOn !== seq) throw new FrameError('bad_value', `key frame ${seq} depends on ${dependsOn}, not on itself`);
  if (!key && dependsOn === seq) throw new FrameError('bad_value', `delta frame ${seq} depends on itself`);
}
