/** Examples of captures for the OpenAPI document. */
import { SETTINGS } from './cameras.ts';
import { ANA } from './people.ts';

const ID = '678a6ffb-bdc8-435f-8d14-a52c7d6a8f54';
const URL = `/api/v1/captures/${ID}/file`;
export const SESSION_ID = '7f6547e5-5d85-4f66-84c0-51adc4ea2f29';

/** What the camera service knows. */
export const CAPTURE_METADATA = {
  id: ID,
  cameraId: 'bench-3',
  cameraName: 'Bench 3',
  camera: { driver: 'pixelink', model: 'PL-D755', serial: '772004321' },
  filename: 'capture_20261130_104626_646.jpg',
  format: 'jpg',
  sizeBytes: 482_113,
  sha256: '7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5',
  width: 1280,
  height: 1024,
  bitDepth: 8,
  channels: 3,
  capturedAtUs: 1796035586646000,
  seq: 246,
  exposureMs: 8,
  gainDb: 0,
  roi: SETTINGS.roi,
  pixelFormat: 'RGB24',
  settings: SETTINGS,
  user: ANA,
  sessionId: SESSION_ID,
  source: 'hub',
  tags: [],
};

export const CAPTURE = {
  ...CAPTURE_METADATA,
  name: 'Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg',
  tags: ['stoma'],
  rating: 4,
  capturedAt: '2026-11-30T10:46:26.646Z',
  createdAt: '2026-11-30T10:46:26.667Z',
  deletedAt: null,
  url: URL,
  thumbnailUrl: `/api/v1/captures/${ID}/thumbnail?size=small`,
};

const GUIDE = {
  success: true,
  filename: CAPTURE.filename,
  filepath: URL,
  timestamp: CAPTURE.capturedAt,
  settings: { exposure: 8, gain: 0, resolution: { width: 1280, height: 1024 } },
  image_info: { size_bytes: CAPTURE.sizeBytes, format: 'JPG' },
  id: ID,
  url: URL,
};

export const TAKEN = { ...GUIDE, state: 'stored', capture: CAPTURE };
/** The answer while only the camera service has the capture. */
export const KEPT = {
  ...GUIDE,
  state: 'kept',
  message: 'The camera service keeps the capture until the hub stores it',
  capture: CAPTURE_METADATA,
};

export const REVISIONS = {
  revisions: [
    { at: '2026-11-30T10:46:26.646Z', by: 'Ana', action: 'captured', changes: {} },
    { at: '2026-11-30T10:46:54.777Z', by: 'Ben', action: 'edited', changes: { rating: { before: 0, after: 4 } } },
  ],
};

export const DOWNLOAD = {
  id: '45193512-519d-4de9-ad69-924f73c3daec',
  filename: 'captures-2026-11-30.zip',
  files: 2,
  sizeBytes: 484_901,
  missing: [],
  expiresAt: '2026-12-01T10:46:56.794Z',
  url: '/api/v1/downloads/45193512-519d-4de9-ad69-924f73c3daec/captures-2026-11-30.zip',
};

const SHAPE = { kind: 'text', at: { x: 640, y: 512 }, text: 'open stoma' };

export const ANNOTATION = {
  id: '9942d4c3-62f0-4109-98ec-c873cc33c13c',
  target: { kind: 'capture', captureId: ID },
  shape: SHAPE,
  author: ANA,
  createdAt: '2026-11-30T10:46:26.738Z',
  updatedAt: '2026-11-30T10:46:26.738Z',
  updatedBy: ANA,
  revision: 1,
  deletedAt: null,
};

export const ANNOTATION_HISTORY = {
  revisions: [{ revision: 1, shape: SHAPE, at: '2026-11-30T10:46:26.738Z', by: ANA, deleted: false }],
};
