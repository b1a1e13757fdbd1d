/** `frame:ack` bypasses the decoder of Socket.IO. */
import { readFrameHeader } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

function watchFrames(client: TestClient): number[] {
  const seqs: number[] = [];
  client.on('frame', (id, frame) => {
    const { seq } = readFrameHeader(new Uint8Array(frame));
    seqs.push(seq);
    client.emit('frame:ack', id, seq);
  });
  return seqs;
}

it.each([['websocket'], ['polling']] as const)('acknowledgements over %s release further frames', async (transport) => {
  const cameraId = `by-${transport}`;
  const camera = await hub.connectCamera({ cameraId });
  const client = await hub.client({ token }, { transports: [transport] });
  const decoded: string[] = [];
  for (const socket of hub.hub.io.sockets.sockets.values()) socket.onAny((event: string) => decoded.push(event));
  const seqs = watchFrames(client);
  await client.emitWithAck('watch', { cameraId });
  await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
  for (let count = 0; count < 20; count += 1) {
    const seq = await camera.sendFrame();
    await expect.poll(() => seqs.at(-1)).toBe(seq);
  }
  expect(decoded).toContain('watch');
  expect(decoded).not.toContain('frame:ack');
  client.disconnect();
  await camera.close();
});

it('a malformed acknowledgement ends the connection, like any malformed packet', async () => {
  const client = await hub.client({ token }, { reconnection: false });
  const left = new Promise<string>((resolve) => client.on('disconnect', resolve));
  (client.io.engine as unknown as { write(packet: string): void }).write('2["frame:ack",');
  expect(await left).toBe('transport close');
});
