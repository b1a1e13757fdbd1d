import { expect, it } from 'vitest';
import { deviceText, duplicateText } from './device-facts.ts';

it('lists the identifying facts, and leaves out unknown ones', () => {
  const capabilities = {
    sensor: { width: 2592, height: 2048, color: false, bitDepth: 12 },
    features: {},
    resolutions: [],
    captureFormats: [],
  };
  const camera = { id: 'bench-3', name: 'Bench 3', model: 'PL-D755MU', serial: '755100042', driver: 'pixelink', capabilities };
  expect(deviceText(camera)).toBe(
    'Model: PL-D755MU\nSerial: 755100042\nDriver: pixelink\nSensor: 2592 × 2048 px, monochrome, 12 bit\nCamera id: bench-3',
  );
  expect(deviceText({ ...camera, firmware: '2.1' })).toContain('Firmware: 2.1');
});

it('warns about a second service while it keeps trying', () => {
  expect(duplicateText(null, 100_000)).toBeNull();
  expect(duplicateText(100_000, 120_000, 'lab-2 (10.0.0.7)')).toContain('is refused. It runs on lab-2 (10.0.0.7).');
  expect(duplicateText(100_000, 160_000)).toBeNull();
});
