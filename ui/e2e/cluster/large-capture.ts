/** A capture of many megabytes with metadata that exceed the usual limit of proxies, 8 kB, as a camera service uploads it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { METADATA_HEADER, NOTES_MAX, type CaptureMetadataInput } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { CAMERA_TOKEN } from '../support/system.ts';

const [WIDTH, HEIGHT] = [3000, 2400];
/** Three bytes each in UTF-8. */
const NOTES = '顕'.repeat(NOTES_MAX);

export interface LargeCapture {
  readonly id: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export async function largeCapture(cameraId: string): Promise<LargeCapture> {
  const noise = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;
  const bytes = await sharp(randomBytes(WIDTH * HEIGHT * 3), noise)
    .jpeg({ quality: 95 })
    .toBuffer();
  const sha256 = createHash('sha256').update(bytes);
  const roi = { left: 0, top: 0, width: WIDTH, height: HEIGHT };
  const settings = { exposure: 8, gain: 0, frameRate: 30, roi };
  const metadata: CaptureMetadataInput = {
    id: randomUUID(),
    cameraId,
    cameraName: cameraId,
    camera: { driver: 'simulated', model: 'S-1', serial: '1' },
    filename: 'large.jpg',
    format: 'jpg',
    sizeBytes: bytes.length,
    sha256: sha256.copy().digest('hex'),
    width: WIDTH,
    height: HEIGHT,
    bitDepth: 8,
    channels: 3,
    capturedAtUs: Date.now() * 1000,
    seq: 1,
    exposureMs: settings.exposure,
    gainDb: settings.gain,
    roi,
    pixelFormat: 'RGB24',
    settings,
    notes: NOTES,
    source: 'hub',
  };
  return {
    id: metadata.id,
    bytes,
    headers: {
      authorization: `Bearer ${CAMERA_TOKEN}`,
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      'content-digest': `sha-256=:${sha256.digest('base64')}:`,
      [METADATA_HEADER]: Buffer.from(JSON.stringify(metadata)).toString('base64url'),
    },
  };
}
