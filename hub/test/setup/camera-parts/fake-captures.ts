/** The captures of a fake camera and their uploads to the hub. */
import { createHash } from 'node:crypto';
import type { CameraSettings, CaptureMetadata, CaptureParams } from '@eyepiece/shared-types';

export interface HubAddress {
  readonly hubUrl: string;
  readonly token: string;
}

export type FakeCaptureParams = Partial<CaptureParams> & { readonly captureId: string };

export interface FakeCapture {
  readonly metadata: CaptureMetadata;
  readonly jpeg: Buffer;
}

/** What a capture records of its camera. */
interface Exposed {
  readonly cameraId: string;
  readonly settings: CameraSettings;
  readonly seq: number;
}

/** A capture of this picture, taken at this moment. */
export function fakeCapture(params: FakeCaptureParams, { cameraId, settings, seq }: Exposed, jpeg: Buffer): FakeCapture {
  const { captureId, user, label, tags, notes, sessionId, calibration, nameTemplate, shot } = params;
  const metadata: CaptureMetadata = {
    id: captureId,
    cameraId,
    cameraName: `Camera ${cameraId}`,
    camera: { driver: 'fake', model: 'F-1', serial: '42' },
    filename: 'capture_20261122_141503_218.jpg',
    format: 'jpg',
    sizeBytes: jpeg.length,
    sha256: createHash('sha256').update(jpeg).digest('hex'),
    width: settings.roi.width,
    height: settings.roi.height,
    bitDepth: 8,
    channels: 3,
    capturedAtUs: Date.now() * 1000,
    seq,
    exposureMs: settings.exposure,
    gainDb: settings.gain,
    roi: settings.roi,
    pixelFormat: 'RGB24',
    settings,
    tags: tags ?? [],
    source: 'hub',
    ...(label !== undefined && { label }),
    ...(notes !== undefined && { notes }),
    ...(user && { user }),
    ...(sessionId !== undefined && { sessionId }),
    ...(calibration && { calibration }),
    ...(nameTemplate !== undefined && { nameTemplate }),
    ...(shot && { shot }),
  };
  return { metadata, jpeg };
}

/** Uploads a master file. `headers` replace those of a real service. */
export function putCapture(
  { hubUrl, token }: HubAddress,
  metadata: CaptureMetadata,
  file: Uint8Array,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${hubUrl}/ingest/v1/captures/${metadata.id}`, {
    method: 'PUT',
    body: file as Uint8Array<ArrayBuffer>,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'image/jpeg',
      'content-digest': `sha-256=:${createHash('sha256').update(file).digest('base64')}:`,
      'eyepiece-metadata': Buffer.from(JSON.stringify(metadata)).toString('base64url'),
      ...headers,
    },
  });
}

export function putPreview(
  { hubUrl, token }: HubAddress,
  captureId: string,
  jpeg: Uint8Array,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${hubUrl}/ingest/v1/captures/${captureId}/preview`, {
    method: 'PUT',
    body: jpeg as Uint8Array<ArrayBuffer>,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg', ...headers },
  });
}
