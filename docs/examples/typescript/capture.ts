/** Sets the exposure, takes a picture and saves it: node capture.ts CAMERA --exposure 20 --format png --label "Slide 12" */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureOrder } from '@eyepiece/client';
import { save } from '@eyepiece/client/node';
import { numberOf, run } from './options.ts';

await run({ exposure: '20', format: 'png', label: '', folder: 'captures' }, async (camera, options) => {
  const { folder = '', label = '', format } = options;
  const control = await camera.control();
  try {
    const { settings } = await control.set({ exposure: numberOf(options, 'exposure') });
    // The hub checks the format, and lists those that it knows.
    const capture = await control.capture({ format: format as NonNullable<CaptureOrder['format']>, ...(label !== '' && { label }) });
    await mkdir(folder, { recursive: true });
    const file = join(folder, capture.info.filename);
    await save(capture, file);
    const { width, height, sizeBytes, sha256 } = capture.info;
    process.stdout.write(`${file}: ${width}x${height}, ${settings.exposure} ms, ${sizeBytes} bytes, sha256 ${sha256}\n`);
  } finally {
    await control.release();
  }
});
