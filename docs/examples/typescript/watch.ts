/** Saves the newest frames of a camera as JPEG files: node watch.ts CAMERA --frames 12 --folder frames */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numberOf, run } from './options.ts';

await run({ frames: '10', folder: 'frames', 'max-width': '65535' }, async (camera, options) => {
  const { folder = '' } = options;
  let left = numberOf(options, 'frames');
  await mkdir(folder, { recursive: true });
  for await (const frame of camera.frames({ maxWidth: numberOf(options, 'max-width') })) {
    const file = join(folder, `${String(frame.seq).padStart(8, '0')}.jpg`);
    await writeFile(file, frame.data);
    process.stdout.write(`${file}: ${frame.width}x${frame.height}, ${frame.exposureMs} ms, ${Math.round(camera.ageMs(frame))} ms old\n`);
    left -= 1;
    if (left <= 0) break;
  }
});
