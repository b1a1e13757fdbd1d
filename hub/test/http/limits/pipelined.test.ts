/** Many requests on one connection: the hub releases all their resources when the client disconnects. */
import fs from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { setUpBench, type Bench } from '../../sockets/guest-link.ts';
import { RawConnection } from './raw-connection.ts';

const REQUESTS = DEFAULT_LIMITS.http.maxUnansweredRequests;
/** Far more than the buffers of a connection hold, so that no answer ends by itself. */
const FILE_BYTES = 12 * 1024 * 1024;

let bench: Bench;
beforeAll(async () => (bench = await setUpBench({ maxCaptureBytes: 2 * FILE_BYTES })));
afterAll(() => bench.hub.close());
afterEach(() => vi.restoreAllMocks());

async function uploadLargeFile(): Promise<string> {
  const { stage, hub, token } = bench;
  const { metadata, jpeg } = await stage.makeCapture({ captureId: crypto.randomUUID() });
  const file = Buffer.concat([jpeg, Buffer.alloc(FILE_BYTES)]);
  const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', file)).toString('hex');
  const { status } = await stage.upload({ ...metadata, sizeBytes: file.length, sha256 }, file);
  expect(status).toBe(201);
  expect((await hub.api(`/captures/${metadata.id}`, { token })).status).toBe(200);
  return metadata.id;
}

it('closes every requested file', async () => {
  const id = await uploadLargeFile();
  const opened = vi.spyOn(fs, 'createReadStream');
  const connection = await RawConnection.open(bench.hub.url);
  for (let count = 0; count < REQUESTS; count += 1) {
    connection.send(`GET /api/v1/captures/${id}/file HTTP/1.1`, 'Host: hub', `Authorization: Bearer ${bench.token}`);
  }
  await connection.answers();
  connection.socket.pause();
  connection.reset();
  await connection.untilClosed();
  const streams = () => opened.mock.results.flatMap(({ value }) => (value instanceof fs.ReadStream ? [value] : []));
  expect(streams().length).toBeGreaterThan(0);
  await expect.poll(() => streams().filter(({ closed }) => !closed).length).toBe(0);
});

it('answers requests in their order', async () => {
  const connection = await RawConnection.open(bench.hub.url);
  const paths = ['/api/v1/nothing-here', '/health'];
  for (const path of paths) connection.send(`GET ${path} HTTP/1.1`, 'Host: hub');
  await connection.answers(paths.length);
  expect([...connection.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['404', '200']);
  connection.reset();
});
