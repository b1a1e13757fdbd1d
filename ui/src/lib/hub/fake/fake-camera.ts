import { cameraStateSchema, type CameraState } from '@eyepiece/shared-types';

/** A colour camera with every kind of feature, as a PixeLINK has them. */
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
      trigger: 'free',
    },
    capabilities: {
      sensor: { width: 1280, height: 1024, color: true, bitDepth: 12 },
      resolutions: [{ width: 1280, height: 1024 }],
      captureFormats: ['jpg', 'png', 'tiff'],
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
        trigger: { kind: 'choice', label: 'Trigger', unit: '', options: ['free', 'software', 'hardware'], readOnly: true },
      },
    },
  });
}
