/** Uploads of synthetic captures, as camera services send them. */
import { createHash, randomUUID, type Hash } from 'node:crypto';
import { METADATA_HEADER, type CaptureMetadata } from '@eyepiece/shared-types';
import { nowUs } from '../../timing/clock.ts';

export interface SyntheticCaptures {
  readonly cameraId: string;
  /** The same picture in each capture. */
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
  /** CAMERA_TOKEN of the hub. */
  readonly cameraToken: string;
}

export interface Upload {
  readonly metadata: CaptureMetadata;
  /** To append to the address of the hub. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

export class SyntheticUploads {
  readonly #captures: SyntheticCaptures;
  readonly #digest: Hash;
  readonly #body: Uint8Array<ArrayBuffer>;
  #seq = 0;

  constructor(captures: SyntheticCaptures) {
    this.#captures = captures;
    this.#digest = createHash('sha256').update(captures.jpeg);
    this.#body = new Uint8Array(captures.jpeg);
  }

  /** A capture with an id of its own. */
  next(): Upload {
    const metadata = this.#metadata();
    const headers = {
      authorization: `Bearer ${this.#captures.cameraToken}`,
      'content-type': 'image/jpeg',
      'content-length': String(metadata.sizeBytes),
      'content-digest': `sha-256=:${this.#digest.copy().digest('base64')}:`,
      [METADATA_HEADER]: Buffer.from(JSON.stringify(metadata)).toString('base64url'),
    };
    return { metadata, path: `/ingest/v1/captures/${metadata.id}`, headers, body: this.#body };
  }

  #metadata(): CaptureMetadata {
    const { cameraId, jpeg, width, height } = this.#captures;
    const roi = { left: 0, top: 0, width, height };
    const seq = this.#seq++;
    return {
      id: randomUUID(),
      cameraId,
      cameraName: 'Synthetic camera',
      camera: { driver: 'synthetic', model: 'Synthetic camera', serial: '0' },
      filename: `${cameraId}_${String(seq).padStart(6, '0')}.jpg`,
      format: 'jpg',
      sizeBytes: jpeg.length,
      sha256: this.#digest.copy().digest('hex'),
      width,
      height,
      bitDepth: 8,
      channels: 3,
      capturedAtUs: nowUs(),
      seq,
      exposureMs: 8,
      gainDb: 0,
      roi,
      pixelFormat: 'RGB24',
      settings: { exposure: 8, gain: 0, frameRate: 30, roi },
      tags: [],
      source: 'hub',
    };
  }
}
