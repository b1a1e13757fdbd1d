/** Metrics, the list of viewers, and feed URLs for other programs. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCamera, useHub } from '../setup/use-hub.ts';

const METRICS_TOKEN = 'for-prometheus-alone';

const hub = useHub({ metricsToken: METRICS_TOKEN });
const camera = useCamera(hub);
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

const metrics = (authorization?: string): Promise<Response> =>
  fetch(`${hub.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

describe('/metrics', () => {
  it('counts frames and viewers', async () => {
    const viewer = await hub.client({ token });
    let received = 0;
    viewer.on('frame', () => (received += 1));
    await viewer.emitWithAck('watch', { cameraId: 'cam', flow: 'none' });
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    await camera.sendFrame();
    await expect.poll(() => received).toBe(1);
    const text = await (await metrics(`Bearer ${METRICS_TOKEN}`)).text();
    expect(text).toContain('eyepiece_frames_received_total{camera="cam"} 1');
    expect(text).toContain('eyepiece_frames_sent_total{camera="cam",rendition="full"} 1');
    expect(text).toContain('eyepiece_viewers{camera="cam",rendition="full"} 1');
    expect(text).toContain('eyepiece_fanout_seconds_count{camera="cam"} 1');
    // Stalled when no further frame arrives in time.
    expect(text).toMatch(/eyepiece_camera_up\{camera="cam",status="(live|stalled)"\} 1/);
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds [\d.]+/);
    viewer.disconnect();
    await expect
      .poll(async () => (await metrics(`Bearer ${METRICS_TOKEN}`)).text())
      .toContain('eyepiece_viewers{camera="cam",rendition="full"} 0');
  });

  it('can be read by Prometheus with its token, and by operators and administrators', async () => {
    expect((await metrics()).status).toBe(401);
    expect((await metrics('Bearer something else')).status).toBe(401);
    expect((await metrics(`Bearer ${(await hub.person('viewer')).token}`)).status).toBe(403);
    expect((await metrics(`Bearer ${(await hub.person('operator')).token}`)).status).toBe(200);
  });
});

describe('/viewers', () => {
  it('lists the flow of each viewer for administrators', async () => {
    const viewer = await hub.client({ token });
    await viewer.emitWithAck('watch', { cameraId: 'cam' });
    const list = async () => (await (await hub.api('/viewers', { token })).json()) as { viewers: unknown[] };
    await expect
      .poll(async () => (await list()).viewers)
      .toEqual([
        expect.objectContaining({
          cameraId: 'cam',
          kind: 'socket',
          rendition: 'full',
          window: 2,
          dropped: 0,
          address: expect.stringContaining('127.0.0.1') as string,
        }),
      ]);
    expect((await hub.api('/viewers', { token: (await hub.person('operator')).token })).status).toBe(403);
    viewer.disconnect();
  });
});

describe('a feed URL', () => {
  const address = async (json: object = {}): Promise<string> => {
    const response = await hub.api('/cameras/cam/feed-url', { method: 'POST', token, json });
    expect(response.status).toBe(201);
    return ((await response.json()) as { url: string }).url;
  };

  it('opens the feed without header or cookie', async () => {
    const call = request(await address()).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    let received = '';
    response.on('data', (part: Buffer) => (received += part.toString('latin1')));
    await camera.sendFrame();
    await expect.poll(() => received).toContain('Content-Type: image/jpeg');
    call.destroy();
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(false);
  });

  it('gives access to nothing else', async () => {
    const feedToken = new URL(await address()).searchParams.get('token')!;
    expect((await hub.api('/cameras', { token: feedToken })).status).toBe(401);
    expect((await fetch(`${hub.url}/api/v1/cameras?token=${feedToken}`)).status).toBe(401);
    await expect(hub.client({ token: feedToken })).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
    const other = await fetch(`${hub.url}/api/v1/cameras/another/feed?token=${feedToken}`);
    expect([other.status, ((await other.json()) as ErrorBody).code]).toEqual([401, 'unauthenticated']);
  });

  it('is refused with a lifetime beyond the limit, and for an unknown camera', async () => {
    const long = await hub.api('/cameras/cam/feed-url', { method: 'POST', token, json: { expiresIn: 1e6 } });
    expect([long.status, ((await long.json()) as ErrorBody).issues?.[0]?.path]).toEqual([400, 'expiresIn']);
    expect((await hub.api('/cameras/nowhere/feed-url', { method: 'POST', token, json: {} })).status).toBe(404);
  });
});
