import type { Flow, SampleOffer } from '@eyepiece/shared-types';
import type { PictureAsk, PictureKind, VideoState } from './picture-kind.ts';
import { t } from '../../../languages/translate.ts';
import { fixed } from '../../text/decimal.ts';

export interface PictureFacts {
  readonly kind: PictureKind;
  readonly bitsPerSecond: number;
  /** A JPEG of less size or quality than the camera's: its width, and its quality if that is reduced as well. */
  readonly reduced?: { readonly widthPx: number; readonly quality?: number | undefined } | undefined;
  readonly reason: Flow['reason'] | undefined;
  readonly prefer: PictureAsk;
  /** Of the samples that the camera offers; absent for none. */
  readonly sampleBits?: number | undefined;
  /** Whether an open tool needs exact pictures. */
  readonly forTool: boolean;
  readonly video: VideoState;
}

/** What is shown and why, such as "H.264 1.0 Mbit/s · narrow link". */
export function pictureText(facts: PictureFacts): string {
  const what = { video: 'H.264', samples: `${facts.sampleBits ?? 16} bit`, exact: 'JPEG' }[facts.kind];
  const why = reasonText(facts);
  return `${what}${detailText(facts)}${why === null ? '' : ` · ${why}`}`;
}

function detailText({ kind, reduced, bitsPerSecond }: PictureFacts): string {
  if (kind === 'exact' && reduced) return ` ${reduced.widthPx} px${reduced.quality === undefined ? '' : `, quality ${reduced.quality}`}`;
  return bitsPerSecond > 0 ? ` ${bitRateText(bitsPerSecond)}` : '';
}

function reasonText(facts: PictureFacts): string | null {
  const { kind, reason, reduced, prefer, forTool, video } = facts;
  if (reason === 'stalled') return 'waiting for this browser';
  if (prefer === 'samples') return samplesReason(facts);
  if (video === 'failed') return 'this browser cannot decode the video';
  if (video === 'available') {
    // A picture of the other kind has not arrived yet: a video begins with its next key frame.
    if (kind === 'video' && (forTool || prefer === 'exact')) return 'waiting for JPEG';
    if (kind === 'exact' && !forTool && prefer === 'economical') return 'waiting for video';
  }
  if (kind === 'exact' && video === 'available' && !reduced) {
    if (forTool) return 'exact for the tool';
    if (prefer === 'exact') return t('exact');
  }
  if (reason === 'narrow_link') return 'narrow link';
  return kind === 'video' && prefer === 'economical' ? t('economical') : null;
}

function samplesReason({ kind, reason, sampleBits }: PictureFacts): string | null {
  if (kind === 'samples') return null;
  if (sampleBits === undefined) return 'the camera sends 8 bit';
  return reason === 'narrow_link' ? 'link too narrow for samples' : 'waiting for samples';
}

/** What samples need at most, such as "157 Mbit/s". */
export function sampleRateText({ frameBytes, maxFps }: Pick<SampleOffer, 'frameBytes' | 'maxFps'>, cameraFps: number): string {
  return bitRateText(frameBytes * 8 * Math.min(maxFps, cameraFps > 0 ? cameraFps : maxFps));
}

/** Two digits: the rate changes all the time. */
function bitRateText(bitsPerSecond: number): string {
  if (bitsPerSecond < 1e6) return `${Math.max(10, Math.round(bitsPerSecond / 1e4) * 10)} kbit/s`;
  const megabits = bitsPerSecond / 1e6;
  return `${fixed(megabits, megabits < 10 ? 1 : 0)} Mbit/s`;
}

/** Says on a frozen picture which one it is. */
export function frozenText(kind: PictureKind | null, video: VideoState, noExact: boolean, isReduced: boolean): string {
  if (kind === 'video') return noExact ? 'Frozen video · no exact picture' : 'Frozen video · exact picture comes';
  if (isReduced) return 'Frozen · reduced picture';
  return video === 'available' ? 'Frozen · exact picture' : 'Frozen';
}

/** Why this page shows no video; null if it can. */
export function videoObstacle(video: VideoState, isSecure: boolean): string | null {
  if (video === 'available') return null;
  if (video === 'failed') return 'The decoder of this browser failed. Reload the page to try it again.';
  return isSecure ? 'This browser cannot decode H.264.' : 'Needs HTTPS: browsers decode video on secure pages only.';
}
