/** Frames and ordinary binary events share a connection: neither may split the parts of the other. */
import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const ROUNDS = 60;

const hub = useHub();

it('delivers ordinary binary events of Socket.IO complete among frames', { timeout: 180_000 }, async () => {
  const camera = await hub.connectCamera({ cameraId: 'cam' });
  const client: TestClient = await hub.client({ token: (await hub.login()).access_token });
  let frames = 0;
  const others: number[] = [];
  let closed: string | undefined;
  client.on('frame', (id, frame) => {
    frames += 1;
    client.emit('frame:ack', id, readFrameHeader(new Uint8Array(frame)).seq);
  });
  client.on('disconnect', (reason) => (closed = reason));
  (client as unknown as { on(event: string, listener: (index: number, bytes: Uint8Array) => void): void }).on('other', (index, bytes) => {
    expect(bytes.byteLength).toBe(300_000);
    others.push(index);
  });
  await client.emitWithAck('watch', { cameraId: 'cam' });
  await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
  const serverSide = [...hub.hub.io.sockets.sockets.values()][0] as unknown as { emit(event: string, ...data: unknown[]): void };
  for (let index = 0; index < ROUNDS; index += 1) {
    serverSide.emit('other', index, Buffer.alloc(300_000));
    // In the same turn of the event loop, the attachment of the event still waits for its header to be written.
    const fields = { seq: index, flags: 0, capturedAtUs: Date.now() * 1000, width: 64, height: 48, exposureMs: 1, gainDb: 0 };
    const message = Buffer.from(encodeFrame(fields, new Uint8Array(150_000)));
    hub.hub.registry.get('cam')?.emit('frame', message, readFrameHeader(message));
    if (index % 5 === 0) await expect.poll(() => others.length).toBe(index + 1);
  }
  await expect.poll(() => others.length).toBe(ROUNDS);
  expect(others).toEqual(Array.from({ length: ROUNDS }, (_, index) => index));
  expect(frames).toBeGreaterThan(2);
  expect(closed).toBeUndefined();
  client.disconnect();
});
