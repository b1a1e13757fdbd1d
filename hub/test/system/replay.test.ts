/** Pictures of a folder, sent by the real camera service through the hub to a Socket.IO client. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import { readFrameHeader } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startHub, type TestHub } from '../setup/start-hub.ts';

const WIDTH = 320;
const HEIGHT = 240;
/** Largest accepted mean absolute difference between two JPEG decoders, in levels of 255. */
const JPEG_TOLERANCE = 2;

let hub: TestHub;
let camera: ServiceProcess;
const pictures: Buffer[] = [];

beforeAll(async () => {
  hub = await startHub();
  const source = join(hub.dataDir, 'pictures');
  await mkdir(source, { recursive: true });
  for (const hue of [0, 90, 180]) {
    const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
    for (let index = 0; index < WIDTH * HEIGHT; index += 1) {
      pixels[index * 3] = (index % WIDTH) * 0.7 + 20;
      pixels[index * 3 + 1] = Math.floor(index / WIDTH) + hue / 12;
      pixels[index * 3 + 2] = hue;
    }
    const jpeg = await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer();
    await writeFile(join(source, `slide-${hue}.jpg`), jpeg);
    pictures.push(jpeg);
  }
  camera = await ServiceProcess.start(
    cameraCommand({
      HUB_URL: hub.url,
      CAMERA_TOKEN: hub.cameraToken,
      CAMERA_ID: 'slides',
      CAMERA_DRIVER: 'replay',
      REPLAY_SOURCE: source,
      REPLAY_FPS: '15',
      CAMERA_DATA_DIR: join(hub.dataDir, 'camera'),
    }),
  );
  await vi.waitFor(() => expect(hub.hub.registry.get('slides')?.state.status).toBe('idle'), { timeout: 60_000 });
}, 300_000);

afterAll(async () => {
  await camera.stop();
  await hub.close();
});

const pixelsOf = (jpeg: Uint8Array): Promise<Buffer> => sharp(jpeg).raw().toBuffer();

it('shows the pictures of the folder in turn, unchanged', { timeout: 300_000 }, async () => {
  const client = await hub.client({ token: (await hub.login()).access_token });
  const received: Buffer[] = [];
  client.on('frame', (cameraId, frame) => {
    const message = Buffer.from(frame);
    const header = readFrameHeader(message);
    received.push(message.subarray(header.headerBytes));
    client.emit('frame:ack', cameraId, header.seq);
  });
  await client.emitWithAck('watch', { cameraId: 'slides' });
  const originals = await Promise.all(pictures.map(pixelsOf));
  const differences: number[] = [];
  const shown = new Set<number>();
  // A busy machine skips frames, so that the same picture may come several times.
  const shownSoFar = async (): Promise<number> => {
    for (const jpeg of received.splice(0)) {
      const pixels = await pixelsOf(jpeg);
      const all = originals.map((original) => meanDifference(original, pixels));
      differences.push(Math.min(...all));
      shown.add(all.indexOf(Math.min(...all)));
    }
    return shown.size;
  };
  await expect.poll(shownSoFar).toBe(pictures.length);
  expect(Math.max(...differences)).toBeLessThanOrEqual(JPEG_TOLERANCE);
  client.disconnect();
});

function meanDifference(a: Buffer, b: Buffer): number {
  expect(b.length).toBe(a.length);
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += Math.abs(a[index]! - b[index]!);
  return sum / a.length;
}
