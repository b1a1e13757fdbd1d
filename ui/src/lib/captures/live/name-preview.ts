import {
  captureName,
  FILE_EXTENSIONS,
  type CameraState,
  type Capture,
  type CaptureFormat,
  type CaptureSession,
  type User,
} from '@eyepiece/shared-types';

export interface NamePreview {
  readonly camera: Pick<CameraState, 'id' | 'name'>;
  readonly person: Pick<User, 'name'> | null;
  /** The open one of the camera. */
  readonly session: Pick<CaptureSession, 'title' | 'captures'> | null;
  readonly label: string | undefined;
  readonly format: CaptureFormat;
  readonly atMs: number;
  /** The newest captures of all cameras. */
  readonly recent: readonly Pick<Capture, 'cameraId' | 'sessionId' | 'capturedAtUs'>[];
}

/** The name that the next capture would probably get. @param template a valid one */
export function previewName(template: string, { camera, person, session, label, format, atMs, recent }: NamePreview): string {
  return captureName(template, {
    session: session?.title,
    camera: camera.name,
    person: person?.name,
    label,
    capturedAtUs: Math.round(atMs) * 1000,
    seq: 1 + (session?.captures ?? ofDay(recent, camera.id, atMs)),
    ext: FILE_EXTENSIONS[format],
  });
}

function ofDay(recent: NamePreview['recent'], cameraId: string, atMs: number): number {
  const startUs = new Date(atMs).setUTCHours(0, 0, 0, 0) * 1000;
  return recent.filter((capture) => capture.cameraId === cameraId && capture.sessionId === undefined && capture.capturedAtUs >= startUs)
    .length;
}
