/**
 * Writes the live video of a camera to standard output, as H.264 in Annex B:
 *
 *     node watch-video.ts camera-1 | ffplay -f h264 -
 */
import { once } from 'node:events';
import { numberOf, run } from './options.ts';

await run({ frames: 'Infinity' }, async (camera, options) => {
  let left = numberOf(options, 'frames');
  const reader = new AbortController();
  process.stdout.on('error', () => reader.abort());
  try {
    for await (const frame of camera.frames({ video: 'economical', signal: reader.signal, timeoutMs: 30_000 })) {
      if (frame.kind !== 'video') continue;
      // The next turn asks the hub for more, so a slow reader gets a lower tier instead of late pictures.
      if (!process.stdout.write(frame.data)) await once(process.stdout, 'drain', { signal: reader.signal });
      left -= 1;
      if (left <= 0) break;
    }
  } catch (error) {
    if (!reader.signal.aborted) throw error;
  }
});
