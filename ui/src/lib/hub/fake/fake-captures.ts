import type { CameraState, Capture, CaptureEvent, User } from '@eyepiece/shared-types';
import { newClientId } from '../client-id.ts';
import { Specimen } from './specimen.ts';

const THUMB = { width: 400, height: 320 };
const specimen = new Specimen();
const pictures = new Map<string, string>();

/** A picture of the specimen as an address an <img> takes; kept for as long as the page. */
async function picture(id: string, timeS: number, settings: CameraState['settings']): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = THUMB.width;
  canvas.height = THUMB.height;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(0.5, 0.5);
  specimen.paint(context, THUMB.width * 2, THUMB.height * 2, timeS, settings);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  if (blob) pictures.set(id, URL.createObjectURL(blob));
}

export function pictureUrl(id: string): string {
  return pictures.get(id) ?? '';
}

function uuid(): string {
  const hex = newClientId();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export async function fakeCapture(
  camera: CameraState,
  user: User,
  request: Partial<CaptureEvent>,
  atMs: number,
  rating = 0,
): Promise<Capture> {
  const id = uuid();
  const { roi, exposure, gain } = camera.settings;
  const capturedAt = new Date(atMs).toISOString();
  const format = request.format ?? 'jpg';
  await picture(id, atMs / 1000, camera.settings);
  return {
    id,
    cameraId: camera.id,
    cameraName: camera.name,
    camera: { driver: camera.driver, model: camera.model, serial: camera.serial },
    filename: `${camera.id}_${capturedAt.replaceAll(/[-:]/g, '')}.${format}`,
    format,
    sizeBytes: 640_000 + Math.round((atMs % 1000) * 200),
    sha256: newClientId() + newClientId(),
    width: roi.width,
    height: roi.height,
    bitDepth: format === 'tiff' ? 12 : 8,
    channels: 3,
    capturedAtUs: atMs * 1000,
    seq: Math.floor(atMs / 33) % 100_000,
    exposureMs: exposure,
    gainDb: gain,
    roi,
    pixelFormat: 'bayer8',
    temperature: 41.3,
    settings: camera.settings,
    ...(request.label ? { label: request.label } : {}),
    ...(request.notes ? { notes: request.notes } : {}),
    tags: request.tags ?? [],
    user: { id: user.id, name: user.name },
    source: 'hub',
    capturedAt,
    createdAt: capturedAt,
    deletedAt: null,
    rating,
    url: `/api/v1/captures/${id}/file`,
    thumbnailUrl: `/api/v1/captures/${id}/thumbnail`,
  };
}
