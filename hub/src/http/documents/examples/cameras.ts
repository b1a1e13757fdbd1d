/** Examples of cameras, settings and control for the OpenAPI document. */

export const SETTINGS = {
  exposure: 8,
  gain: 0,
  frameRate: 30,
  roi: { left: 0, top: 0, width: 1280, height: 1024 },
};

const exposure = { kind: 'number', label: 'Exposure', unit: 'ms', readOnly: false, whileStreaming: true };
const gain = { kind: 'number', label: 'Gain', unit: 'dB', readOnly: false, whileStreaming: true };

export const CAMERA = {
  id: 'bench-3',
  name: 'Bench 3',
  driver: 'pixelink',
  model: 'PL-D755',
  serial: '772004321',
  status: 'live',
  statusSinceUs: 1796035586165060,
  capabilities: {
    sensor: { width: 2448, height: 2048, color: true, bitDepth: 12 },
    features: {
      exposure: { ...exposure, min: 0.02, max: 2000, scale: 'log' },
      gain: { ...gain, min: 0, max: 24, scale: 'linear' },
    },
    resolutions: [{ width: 1280, height: 1024 }],
    captureFormats: ['jpg', 'png', 'ome-tiff'],
  },
  settings: SETTINGS,
  fps: 29.9,
  dropped: 0,
  spooled: 0,
  clockOffsetUs: 337,
  viewers: 4,
  corrections: { dark: { state: 'none' }, flat: { state: 'none' } },
  freeBytes: 412_000_000_000,
  jobs: [],
};

export const GUIDE_SETTINGS = {
  exposure: 8,
  gain: 0,
  resolution: { width: 1280, height: 1024 },
  available_resolutions: [{ width: 1280, height: 1024 }],
  connected: true,
  streaming: true,
  settings: SETTINGS,
};

const ANA = { userId: '0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10', name: 'Ana' };

export const CONTROL = {
  cameraId: 'bench-3',
  epoch: 1796035586244,
  holder: { ...ANA, sinceUs: 1796035602123244, connected: true },
  request: null,
  last: { change: 'claimed', atUs: 1796035602123244, by: ANA },
};

export const SETTINGS_FILE = {
  kind: 'eyepiece-settings',
  version: 1,
  savedAt: '2026-11-30T10:46:39.000Z',
  camera: { driver: 'pixelink', model: 'PL-D755', serial: '772004321' },
  settings: SETTINGS,
};

export const OBJECTIVE = {
  id: '4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f',
  cameraId: 'bench-3',
  name: 'Plan 20×',
  magnification: 20,
  numericalAperture: 0.4,
  immersion: 'air',
  umPerPixel: 0.345,
  calibratedAt: '2026-11-12T09:00:00.000Z',
};

export const PRESET = {
  id: '3d0f5a3c-6a8e-4d0c-8a5f-7d2e1c9b4a60',
  name: 'Fluorescence, dim',
  cameraId: 'bench-3',
  settings: { exposure: 250, gain: 12 },
  createdAt: '2026-11-12T09:00:00.000Z',
};

export const JOB_ORDER = { kind: 'timelapse', count: 60, everyMs: 1000 };

export const JOB = {
  id: '6169d57d-4c91-4e47-88b5-18a9edfe50be',
  cameraId: 'bench-3',
  job: JOB_ORDER,
  state: 'running',
  total: 60,
  done: 12,
  missed: 0,
  bytes: 37_748_736,
  startedAtUs: 1796035603738000,
  user: { id: ANA.userId, name: ANA.name },
};
