/** Camera services that connect and then say nothing. Short deadlines: nothing here waits for an answer in time. */
import { once } from 'node:events';
import { LINK_CLOSE } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub({}, { link: { pingIntervalMs: 500, helloDeadlineMs: 5000 } });

const status = (id: string): string | undefined => hub.hub.registry.get(id)?.state.status;

it('closes a socket that never sends a hello', async () => {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${hub.cameraToken}` } });
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(LINK_CLOSE.noHello);
});

it('notices a service that stopped answering', async () => {
  const camera = hub.camera({ cameraId: 'hung' });
  camera.on['ping'] = () => undefined;
  await camera.connect();
  await expect.poll(() => status('hung')).toBe('offline');
});

it('lets a second service take over once the first is silent', async () => {
  const first = hub.camera({ cameraId: 'double' });
  first.instance = { instanceId: '7c9e6679-7425-40de-944b-e07fc1f90ae7', host: 'lab-pc-1' };
  await first.connect();
  first.on['ping'] = () => undefined;
  await expect.poll(() => status('double')).toBe('offline');
  const second = hub.camera({ cameraId: 'double' });
  second.instance = { instanceId: '0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c', host: 'lab-pc-2' };
  await second.connect();
  expect(second.closeCode).toBeUndefined();
});
