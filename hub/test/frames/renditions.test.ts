import { FRAME_FLAG_SCALED, readFrameHeader, type Flow } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestClient } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

const WIDTH = 640;
const HEIGHT = 480;

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'cam', width: WIDTH, height: HEIGHT });
let token: string;
let picture: Buffer;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  picture = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#a06030' } })
    .jpeg()
    .toBuffer();
});

function frames(client: TestClient): { seq: number; width: number; flags: number; jpeg: Buffer }[] {
  const received: { seq: number; width: number; flags: number; jpeg: Buffer }[] = [];
  client.on('frame', (_id, frame) => {
    const message = Buffer.from(frame);
    const { seq, width, flags, headerBytes } = readFrameHeader(message);
    received.push({ seq, width, flags, jpeg: message.subarray(headerBytes) });
  });
  return received;
}

describe('a viewer with a small window', () => {
  it('gets a scaled picture, while another viewer gets the original', async () => {
    const [small, full] = [await hub.client({ token }), await hub.client({ token })];
    const [scaled, original] = [frames(small), frames(full)];
    await small.emitWithAck('watch', { cameraId: 'cam', maxWidth: 200 });
    await full.emitWithAck('watch', { cameraId: 'cam' });
    await expect.poll(() => camera.demands.at(-1)).toEqual({ streaming: true });
    const seq = await camera.sendFrame(picture);
    await expect.poll(() => scaled.length).toBe(1);
    expect(scaled[0]).toMatchObject({ seq, width: WIDTH / 4 });
    expect(scaled[0]!.flags & FRAME_FLAG_SCALED).toBe(FRAME_FLAG_SCALED);
    expect(await sharp(scaled[0]!.jpeg).metadata()).toMatchObject({ width: WIDTH / 4, height: HEIGHT / 4, format: 'jpeg' });
    expect(original[0]).toMatchObject({ seq, width: WIDTH, flags: 0 });
    expect(original[0]!.jpeg.equals(picture)).toBe(true);
    small.disconnect();
    full.disconnect();
  });

  it('gets the last picture at once, skips a damaged one, and gets the next', async () => {
    const small = await hub.client({ token });
    const scaled = frames(small);
    await small.emitWithAck('watch', { cameraId: 'cam', maxWidth: 320 });
    await camera.sendFrame(Buffer.from('not a JPEG'));
    const seq = await camera.sendFrame(picture);
    await expect.poll(() => scaled.map((frame) => frame.seq)).toEqual([seq - 2, seq]);
    small.disconnect();
  });
});

describe('frames made for an earlier, smaller demand', () => {
  it('reach the viewer with the small window, but no full-size viewer, feed or snapshot', async () => {
    const [small, full] = [await hub.client({ token }), await hub.client({ token })];
    const [scaled, original] = [frames(small), frames(full)];
    small.on('frame', (id, frame) => small.emit('frame:ack', id, readFrameHeader(new Uint8Array(frame)).seq));
    await small.emitWithAck('watch', { cameraId: 'cam', maxWidth: 160 });
    await expect.poll(() => camera.demands.at(-1)).toEqual({ streaming: true, maxWidth: 160 });
    await camera.sendFrame(picture, { scaledTo: 160 });
    await full.emitWithAck('watch', { cameraId: 'cam' });
    const feed = await hub.api('/cameras/cam/feed', { token });
    const snapshot = hub.api('/cameras/cam/snapshot.jpg', { token });
    await expect.poll(() => hub.hub.registry.get('cam')?.state.viewers).toBe(4);
    const late = await camera.sendFrame(picture, { scaledTo: 160 });
    const whole = await camera.sendFrame(picture);
    await expect.poll(() => original.length).toBe(1);
    await expect.poll(() => scaled.length).toBe(4);
    expect(original[0]).toMatchObject({ seq: whole, width: WIDTH, flags: 0 });
    expect(scaled.map(({ seq, width }) => [seq, width])).toEqual([
      [late - 2, 160], // the picture before it joined
      [late - 1, 160],
      [late, 160],
      [whole, 160],
    ]);
    expect(Buffer.from(await (await snapshot).arrayBuffer()).equals(picture)).toBe(true);
    const reader = feed.body!.getReader();
    const { value } = (await reader.read()) as { value: Uint8Array };
    await reader.cancel();
    expect(Buffer.from(value).toString('latin1')).toContain(`X-Sequence: ${whole}\r\n`);
    small.disconnect();
    full.disconnect();
  });

  it('a snapshot is no wider than requested', async () => {
    const snapshot = hub.api('/cameras/cam/snapshot.jpg?width=400', { token });
    await expect.poll(() => camera.demands.at(-1)).toMatchObject({ maxWidth: 400 });
    await camera.sendFrame(picture);
    const answer = await snapshot;
    expect(answer.status).toBe(200);
    expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: WIDTH / 2 });
    expect((await hub.api('/cameras/cam/snapshot.jpg?width=3', { token })).status).toBe(400);
  });
});

it('a snapshot has a deadline of two exposures plus a margin', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  try {
    camera.sendState({ settings: { ...camera.settings, exposure: 20_000 } });
    await expect.poll(() => hub.hub.registry.get('cam')?.state.settings.exposure).toBe(20_000);
    const before = camera.demands.length;
    const snapshot = hub.api('/cameras/cam/snapshot.jpg', { token });
    await expect.poll(() => camera.demands.length).toBeGreaterThan(before);
    expect(timeout).toHaveBeenCalledWith(45_000);
    await camera.sendFrame(picture);
    expect((await snapshot).status).toBe(200);
  } finally {
    timeout.mockRestore();
    camera.sendState();
  }
});

describe('a viewer on a narrow link', () => {
  it('gets a smaller picture with the reason, and full size again when the link widens', { timeout: 150_000 }, async () => {
    const viewer = await hub.client({ token });
    const flows: Flow[] = [];
    viewer.on('flow', (flow) => flows.push(flow));
    let perFrameMs = 300;
    let freeAtMs = 0;
    const timers = new Set<NodeJS.Timeout>();
    // Simulates a link that needs 300 ms per full-size frame, by delaying acknowledgements.
    viewer.on('frame', (id, frame) => {
      const { seq, width } = readFrameHeader(new Uint8Array(frame));
      const now = performance.now();
      freeAtMs = Math.max(freeAtMs, now) + perFrameMs * (width / WIDTH) ** 2;
      timers.add(setTimeout(() => viewer.emit('frame:ack', id, seq), freeAtMs - now));
    });
    await viewer.emitWithAck('watch', { cameraId: 'cam' });
    const source = setInterval(() => void camera.sendFrame(picture), 33);
    try {
      // On a busy machine the link appears even narrower, and the picture may be smaller than half.
      const smaller = () => flows.find(({ reason, width }) => reason === 'narrow_link' && width < WIDTH);
      await expect.poll(smaller, { timeout: 60_000 }).toBeDefined();
      perFrameMs = 1;
      await expect.poll(() => flows.at(-1)?.reason, { timeout: 90_000 }).toBeUndefined();
      expect(flows.at(-1)?.width).toBe(WIDTH);
    } finally {
      clearInterval(source);
      for (const timer of timers) clearTimeout(timer);
      viewer.disconnect();
    }
  });
});
