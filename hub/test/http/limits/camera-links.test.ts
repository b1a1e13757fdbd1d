/** Camera links with a valid token that never send a hello. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { startHub, type TestHub } from '../../setup/start-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, links: { ...DEFAULT_LIMITS.links, maxWithoutHello: 2 } };
  hub = await startHub({}, { limits, link: { pingIntervalMs: 10_000, helloDeadlineMs: 5000 } });
});
afterAll(() => hub.close());

function dial(): WebSocket {
  return new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${hub.cameraToken}` } });
}

it('limits links without a hello, and accepts a camera once they are closed', async () => {
  const silent = Array.from({ length: 10 }, () => dial());
  const outcomes = await Promise.all(
    silent.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.once('open', () => resolve('open'));
          socket.once('error', ({ message }) => resolve(message));
        }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.includes('503')).length).toBeGreaterThan(0);
  const open = silent.filter((socket) => socket.readyState !== WebSocket.CLOSED);
  await Promise.all(open.map(async (socket) => (socket.readyState === WebSocket.CLOSED ? undefined : once(socket, 'close'))));
  const camera = await hub.connectCamera();
  expect(hub.hub.registry.get(camera.id)?.online).toBe(true);
});
