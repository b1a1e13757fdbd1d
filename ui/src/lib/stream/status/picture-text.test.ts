import { expect, it } from 'vitest';
import { frozenText, pictureText, videoObstacle, type PictureFacts } from './picture-text.ts';

const VIDEO: PictureFacts = {
  kind: 'video',
  bitsPerSecond: 960_000,
  reason: 'narrow_link',
  prefer: 'automatic',
  forTool: false,
  video: 'available',
};
const JPEG: PictureFacts = { ...VIDEO, kind: 'exact', bitsPerSecond: 34.2e6, reason: undefined };

it.each<[string, PictureFacts]>([
  ['H.264 960 kbit/s · narrow link', VIDEO],
  ['H.264 3.0 Mbit/s · economical', { ...VIDEO, bitsPerSecond: 2.96e6, reason: undefined, prefer: 'economical' }],
  ['H.264 · narrow link', { ...VIDEO, bitsPerSecond: 0 }],
  ['H.264 10 kbit/s', { ...VIDEO, bitsPerSecond: 900, reason: undefined }],
  ['JPEG 34 Mbit/s', JPEG],
  ['JPEG 34 Mbit/s · exact', { ...JPEG, prefer: 'exact' }],
  ['JPEG 34 Mbit/s · exact for the tool', { ...JPEG, forTool: true, prefer: 'economical' }],
  ['JPEG 34 Mbit/s · waiting for video', { ...JPEG, prefer: 'economical' }],
  ['JPEG 640 px · waiting for video', { ...JPEG, reason: 'narrow_link', reduced: { widthPx: 640 }, prefer: 'economical' }],
  ['JPEG 34 Mbit/s', { ...JPEG, prefer: 'economical', video: 'unavailable' }],
  ['H.264 960 kbit/s · waiting for JPEG', { ...VIDEO, prefer: 'exact' }],
  ['H.264 960 kbit/s · waiting for JPEG', { ...VIDEO, forTool: true }],
  ['JPEG 34 Mbit/s · narrow link', { ...JPEG, reason: 'narrow_link', video: 'unavailable' }],
  ['JPEG 640 px · narrow link', { ...JPEG, reason: 'narrow_link', reduced: { widthPx: 640 } }],
  ['JPEG 1280 px, quality 50 · narrow link', { ...JPEG, reason: 'narrow_link', prefer: 'exact', reduced: { widthPx: 1280, quality: 50 } }],
  ['H.264 34 Mbit/s', { ...JPEG, kind: 'video', reduced: { widthPx: 640 } }],
  ['JPEG 34 Mbit/s', { ...JPEG, prefer: 'exact', video: 'unavailable' }],
  ['JPEG 34 Mbit/s · this browser cannot decode the video', { ...JPEG, video: 'failed' }],
  ['JPEG 34 Mbit/s · waiting for this browser', { ...JPEG, reason: 'stalled' }],
])('says %s', (text, facts) => {
  expect(pictureText(facts)).toBe(text);
});

it('says which picture is frozen', () => {
  expect(frozenText('exact', 'unavailable', false, false)).toBe('Frozen');
  expect(frozenText('exact', 'available', false, false)).toBe('Frozen · exact picture');
  expect(frozenText('video', 'available', false, false)).toBe('Frozen video · exact picture comes');
  expect(frozenText('video', 'available', true, true)).toBe('Frozen video · no exact picture');
  expect(frozenText('exact', 'available', false, true)).toBe('Frozen · reduced picture');
});

it('says why there is no video', () => {
  expect([videoObstacle('available', true), videoObstacle('available', false)]).toEqual([null, null]);
  expect(videoObstacle('unavailable', false)).toContain('HTTPS');
  expect(videoObstacle('unavailable', true)).toContain('cannot decode');
  expect(videoObstacle('failed', true)).toContain('Reload');
});
