import { cameraStateSchema, objectiveSchema, type CameraState, type Objective } from '@eyepiece/shared-types';

/** Objectives of this camera; the second one is not calibrated. */
export function fakeObjectives(cameraId: string): Objective[] {
  const objective = (number: number, name: string, more: object): Objective =>
    objectiveSchema.parse({ id: `00000000-0000-4000-8000-0000000000${number}`, cameraId, name, ...more });
  return [
    objective(20, '20× air', { magnification: 20, numericalAperture: 0.5, umPerPixel: 0.172, calibratedAt: '2026-11-20T09:12:00.000Z' }),
    objective(40, '40× oil', { magnification: 40, numericalAperture: 1.3, immersion: 'oil' }),
  ];
}

/** A colour camera with every kind of feature that a PixeLINK has. */
export function fakeCamera(id: string, name: string, model: string): CameraState {
  const number = (label: string, unit: string, min: number, max: number, more: object = {}): object => ({
    kind: 'number',
    label,
    unit,
    min,
    max,
    ...more,
  });
  const auto = { kind: 'choice', label: 'Automatic', unit: '', options: ['off', 'once', 'continuous'] };
  return cameraStateSchema.parse({
    id,
    name,
    driver: 'fake',
    model,
    serial: '755100042',
    status: 'live',
    statusSinceUs: Date.now() * 1000,
    fps: 30,
    dropped: 0,
    spooled: 0,
    temperature: 41.3,
    clockOffsetUs: 0,
    latency: { cameraMs: 9.4, linkMs: 0.4, hubMs: 1.2 },
    viewers: 1,
    freeBytes: 412e9,
    jobs: [],
    corrections: { dark: { state: 'none' }, flat: { state: 'off', takenAtUs: Date.now() * 1000 - 7_200_000_000, frames: 16 } },
    ...(id === 'bench-3' ? { objective: fakeObjectives(id)[0] } : {}),
    settings: {
      exposure: 20,
      exposureAuto: 'off',
      gain: 0,
      gainAuto: 'off',
      frameRate: 30,
      gamma: 1,
      whiteBalance: { red: 1.42, green: 1, blue: 1.71 },
      whiteBalanceAuto: 'off',
      saturation: 100,
      roi: { left: 0, top: 0, width: 1280, height: 1024 },
      flip: { horizontal: false, vertical: false },
      rotate: 0,
      pixelFormat: 'bayer8',
      pixelAddressing: { mode: 'bin', x: 1, y: 1 },
      trigger: 'free',
      triggerPolarity: 'rising',
      triggerDelay: 0,
      sharpnessScore: 'off',
    },
    capabilities: {
      sensor: { width: 1280, height: 1024, color: true, bitDepth: 12 },
      resolutions: [{ width: 1280, height: 1024 }],
      memory: ['factory', 'user'],
      captureFormats: ['jpg', 'png', 'png8', 'tiff', 'ome-tiff', 'raw'],
      features: {
        exposure: number('Exposure', 'ms', 0.02, 2000, { scale: 'log' }),
        exposureAuto: auto,
        gain: number('Gain', 'dB', 0, 24, { step: 0.1, digits: 1 }),
        gainAuto: auto,
        frameRate: number('Frame rate', 'fps', 1, 60, { digits: 1 }),
        gamma: number('Gamma', '', 0.3, 3, { digits: 2 }),
        saturation: number('Saturation', '%', 0, 200, { digits: 0 }),
        whiteBalance: {
          kind: 'vector',
          label: 'White bal.',
          unit: '',
          components: ['red', 'green', 'blue'].map((part) => ({ name: part, min: 0.5, max: 4 })),
        },
        whiteBalanceAuto: { ...auto, options: ['off', 'once'] },
        roi: { kind: 'roi', label: 'Region', unit: 'px', minWidth: 64, minHeight: 64, maxWidth: 1280, maxHeight: 1024, step: 8 },
        flip: { kind: 'flags', label: 'Flip', unit: '', names: ['horizontal', 'vertical'] },
        rotate: { kind: 'choice', label: 'Rotate', unit: '°', options: [0, 90, 180, 270] },
        pixelFormat: { kind: 'choice', label: 'Pixels', unit: '', options: ['bayer8', 'bayer12', 'rgb24', 'mono8', 'mono12'] },
        trigger: { kind: 'choice', label: 'Trigger', unit: '', options: ['free', 'software', 'hardware'] },
        triggerPolarity: { kind: 'choice', label: 'Trigger edge', unit: '', options: ['falling', 'rising'] },
        triggerDelay: number('Trigger delay', 'ms', 0, 1000, { digits: 2 }),
        autoRoi: { kind: 'roi', label: 'Auto region', unit: 'px', minWidth: 64, minHeight: 64, maxWidth: 1280, maxHeight: 1024, step: 8 },
        sharpnessScore: { kind: 'choice', label: 'Sharpness score', unit: '', options: ['off', 'on'] },
      },
    },
  });
}
