import {
  captureName,
  DEFAULT_NAME_TEMPLATE,
  FILE_EXTENSIONS,
  type CameraState,
  type Capture,
  type CaptureEvent,
  type Job,
  type MasterFormat,
  type User,
} from '@eyepiece/shared-types';
import { newClientId, newUuid } from '@eyepiece/client/ids';
import { Specimen } from '../camera/specimen.ts';

const THUMB = { width: 400, height: 320 };
const specimen = new Specimen();
const pictures = new Map<string, string>();

/** Object URL of a picture of the specimen; valid while the page is open. */
async function makePicture(timeS: number, settings: CameraState['settings']): Promise<string | null> {
  const canvas = document.createElement('canvas');
  canvas.width = THUMB.width;
  canvas.height = THUMB.height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(0.5, 0.5);
  specimen.paint(context, THUMB.width * 2, THUMB.height * 2, timeS, settings);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  return blob && URL.createObjectURL(blob);
}

async function picture(id: string, timeS: number, settings: CameraState['settings']): Promise<void> {
  const url = await makePicture(timeS, settings);
  if (url) pictures.set(id, url);
}

export function pictureUrl(id: string): string {
  return pictures.get(id) ?? '';
}

export { newUuid };

let fakeNumber = 0;

function clipOf(job: Job): NonNullable<Capture['clip']> {
  const durationMs = job.job.kind === 'clip' ? job.job.durationMs : 0;
  return { frames: Math.max(1, job.done), durationMs, fps: 30, missed: job.missed };
}

export async function fakeCapture(...taken: Parameters<typeof describe>): Promise<Capture> {
  const [camera, , , atMs] = taken;
  const capture = describe(...taken);
  await picture(capture.id, atMs / 1000, camera.settings);
  return capture;
}

/** A picture or the clip of a job. */
export function fakeJobCapture(camera: CameraState, user: User, job: Job, index: number): Promise<Capture> {
  const spec = job.job;
  const request = { label: spec.label, tags: spec.tags, notes: spec.notes, ...(spec.kind === 'clip' ? {} : { format: spec.format }) };
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  return fakeCapture(camera, user, given, Date.now(), 0, { job, index });
}

function describe(
  camera: CameraState,
  user: User,
  request: Partial<CaptureEvent>,
  atMs: number,
  rating = 0,
  ofJob?: { readonly job: Job; readonly index: number },
): Capture {
  const id = newUuid();
  const { roi, exposure, gain } = camera.settings;
  const capturedAt = new Date(atMs).toISOString();
  const format: MasterFormat = ofJob?.job.job.kind === 'clip' ? 'mp4' : (request.format ?? 'jpg');
  return {
    id,
    cameraId: camera.id,
    cameraName: camera.name,
    camera: { driver: camera.driver, model: camera.model, serial: camera.serial },
    filename: `${camera.id}_${capturedAt.replaceAll(/[-:]/g, '')}.${FILE_EXTENSIONS[format]}`,
    name: captureName(request.nameTemplate ?? DEFAULT_NAME_TEMPLATE, {
      camera: camera.name,
      person: user.name,
      label: request.label,
      capturedAtUs: atMs * 1000,
      seq: (fakeNumber += 1),
      ext: FILE_EXTENSIONS[format],
    }),
    format,
    sizeBytes: 640_000 + Math.round((atMs % 1000) * 200),
    sha256: newClientId() + newClientId(),
    width: roi.width,
    height: roi.height,
    bitDepth: format === 'jpg' || format === 'png8' || format === 'mp4' ? 8 : 12,
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
    ...(request.average ? { average: request.average } : {}),
    ...(ofJob ? { jobId: ofJob.job.id, jobIndex: ofJob.index } : {}),
    ...(ofJob && format === 'mp4' ? { clip: clipOf(ofJob.job) } : {}),
    source: 'hub',
    capturedAt,
    createdAt: capturedAt,
    deletedAt: null,
    rating,
    url: `/api/v1/captures/${id}/file`,
    thumbnailUrl: `/api/v1/captures/${id}/thumbnail`,
  };
}

const POOL = 24;
const WORDS = ['gland', 'crypt', 'stroma', 'villus', 'edge', 'overview'];
const FORMATS = ['jpg', 'jpg', 'png', 'ome-tiff', 'tiff', 'jpg', 'raw'] as const;

/** Several months of captures, newest first, a few dozen on most days. They share a few pictures. */
export async function fakeCaptures(cameras: readonly CameraState[], users: readonly User[], count: number): Promise<Capture[]> {
  const pool: string[] = [];
  for (let index = 0; index < POOL; index += 1) {
    const camera = cameras[0];
    const url = camera && (await makePicture(index * 7, camera.settings));
    if (url) pool.push(url);
  }
  const made: Capture[] = [];
  let atMs = Date.now();
  for (let index = 0; index < count; index += 1) {
    const camera = cameras[index % 11 === 0 ? 1 : 0];
    const user = users[index % 3];
    if (!camera || !user) continue;
    const word = WORDS[Math.floor(index / 7) % WORDS.length] ?? '';
    const tags = index % 4 === 0 ? [word, ...(index % 8 === 0 ? ['keep'] : [])] : [];
    const request: Partial<CaptureEvent> = {
      tags,
      format: FORMATS[index % FORMATS.length],
      ...(index % 5 === 0 ? { label: `Slide ${12 - (Math.floor(index / 60) % 12)}, ${word}` } : {}),
      ...(index % 19 === 0 ? { notes: 'Denser than on the slide before.' } : {}),
    };
    const exposed = { ...camera, settings: { ...camera.settings, exposure: [20, 8, 4, 41.667][index % 4] ?? 20, gain: (index % 3) * 3 } };
    const capture = describe(exposed, user, request, atMs, index % 6 > 3 ? 0 : index % 6);
    const scale = camera.objective?.umPerPixel === undefined ? {} : { umPerPixel: camera.objective.umPerPixel };
    made.push({ ...capture, ...scale });
    pictures.set(capture.id, pool[index % pool.length] ?? '');
    atMs -= index % 37 === 36 ? (18 + (index % 5) * 26) * 3_600_000 : 61_000;
  }
  return made;
}
