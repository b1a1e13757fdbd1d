/** Feeds of cameras that are not live, and HEAD requests on all readable routes. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTE_POLICIES, type RoutePolicy } from '../access/route-policies.ts';
import { setScene, type Scene } from '../access/scene.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';
import { parseAnswer, RawConnection } from './limits/raw-connection.ts';

describe('the bytes of a feed', () => {
  const hub = useHub();

  it('are whole parts without chunks, the same for every client', async () => {
    const { access_token: token } = await hub.login();
    const camera = await hub.connectCamera({ cameraId: 'cam', width: 320, height: 240 });
    const clients = await Promise.all([RawConnection.open(hub.url), RawConnection.open(hub.url)]);
    for (const client of clients) client.send('GET /api/v1/cameras/cam/feed HTTP/1.1', 'Host: hub', `Authorization: Bearer ${token}`);
    await Promise.all(clients.map((client) => client.answers()));
    const payloads = [Buffer.from('\xff\xd8first\r\n\r\n\xff\xd9', 'latin1'), Buffer.alloc(90_000, 7), Buffer.from('last')];
    const shown: number[] = [];
    for (const payload of payloads) {
      const seq = await camera.sendFrame(payload);
      shown.push(seq);
      // Each client takes this picture before the next one replaces it.
      for (const client of clients) {
        await expect
          .poll(() => client.received.includes(`X-Sequence: ${seq}`) && client.received.endsWith('--eyepiece-frame\r\n'))
          .toBe(true);
      }
    }
    const [first, second] = clients.map(({ received }) => parseAnswer(received));
    expect(first?.headers).not.toHaveProperty('transfer-encoding');
    expect(first?.headers).toMatchObject({ connection: 'close', 'content-type': 'multipart/x-mixed-replace; boundary=eyepiece-frame' });
    expect(second?.body).toBe(first?.body);
    const parts = payloads.map(
      (payload, place) =>
        `Content-Type: image/jpeg\r\nContent-Length: ${payload.length}\r\nX-Timestamp: TIME\r\nX-Sequence: ${shown[place]}\r\n\r\n` +
        `${payload.toString('latin1')}\r\n--eyepiece-frame\r\n`,
    );
    expect(first?.body.replaceAll(/X-Timestamp: \d+\.\d{6}/g, 'X-Timestamp: TIME')).toBe(`--eyepiece-frame\r\n${parts.join('')}`);
    for (const client of clients) client.reset();
  });
});

describe('a camera that is not live', () => {
  const hub = useHub();
  const camera = useCamera(hub, { cameraId: 'cam', width: 320, height: 240 });
  let token: string;

  beforeAll(async () => {
    token = (await hub.login()).access_token;
  });

  /** The parts of a feed as they arrive. */
  async function* partsOf(response: Response): AsyncGenerator<{ headers: string; jpeg: Buffer }> {
    let bytes = Buffer.alloc(0);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes = Buffer.concat([bytes, chunk]);
      for (let end = bytes.indexOf('\r\n\r\n'); end >= 0; end = bytes.indexOf('\r\n\r\n')) {
        const headers = bytes.subarray(0, end).toString('latin1');
        const length = Number(/Content-Length: (\d+)/.exec(headers)?.[1]);
        if (bytes.length < end + 4 + length) break;
        yield { headers, jpeg: bytes.subarray(end + 4, end + 4 + length) };
        bytes = bytes.subarray(end + 4 + length);
      }
    }
  }

  /** A feed, and its next part that has such headers. */
  async function openFeed(query = '') {
    const leaving = new AbortController();
    const parts = partsOf(await hub.api(`/cameras/cam/feed${query}`, { token, signal: leaving.signal }));
    const next = async (wanted: (headers: string) => boolean) => {
      for (let part = await parts.next(); !part.done; part = await parts.next()) if (wanted(part.value.headers)) return part.value;
      throw new Error('the feed has ended');
    };
    return { next, leave: () => leaving.abort() };
  }
  const isNotLive = (headers: string): boolean => headers.includes('X-Not-Live: 1');

  it('has a feed with NOT LIVE over its last picture, and continues when it is back', async () => {
    const { next, leave } = await openFeed();
    const seq = await camera.sendFrame();
    const live = await next((headers) => headers.includes(`X-Sequence: ${seq}`));
    await camera.close();
    const out = await next(isNotLive);
    expect(out.headers).toContain(`X-Sequence: ${seq}`);
    expect(await sharp(out.jpeg).metadata()).toMatchObject({ width: 320, height: 240, format: 'jpeg' });
    expect(await bannerPixels(out.jpeg)).toBeGreaterThan(0);
    expect(await bannerPixels(live.jpeg)).toBe(0);
    await next(isNotLive);
    await camera.connect();
    const again = await camera.sendFrame();
    await next((headers) => headers.includes(`X-Sequence: ${again}`) && !isNotLive(headers));
    leave();
  });

  it('has feeds of each size with NOT LIVE while a person has stopped the live picture, also those that are opened then', async () => {
    const setLive = async (stopped: boolean): Promise<void> => {
      expect((await hub.api('/cameras/cam/live', { method: 'PUT', token, json: { stopped } })).status).toBe(204);
    };
    const [full, small] = [await openFeed(), await openFeed('?maxWidth=160')];
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    const seq = await camera.sendFrame();
    for (const { next } of [full, small]) await next((headers) => headers.includes(`X-Sequence: ${seq}`));
    await setLive(true);
    const late = await openFeed();
    for (const [feed, width] of [
      [full, 320],
      [small, 160],
      [late, 320],
    ] as const) {
      const part = await feed.next(isNotLive);
      expect(part.headers).toContain(`X-Sequence: ${seq}`);
      expect((await sharp(part.jpeg).metadata()).width).toBe(width);
      expect(await bannerPixels(part.jpeg)).toBeGreaterThan(0);
    }
    await setLive(false);
    const again = await camera.sendFrame();
    for (const { next, leave } of [full, small, late]) {
      await next((headers) => headers.includes(`X-Sequence: ${again}`) && !isNotLive(headers));
      leave();
    }
  });

  it('has a feed with NOT LIVE if it never sent a picture', async () => {
    const dark = await hub.connectCamera({ cameraId: 'dark' });
    const leaving = new AbortController();
    const response = await hub.api('/cameras/dark/feed', { token, signal: leaving.signal });
    await dark.close();
    const first = await partsOf(response).next();
    expect(first.done ? 0 : await bannerPixels(first.value.jpeg)).toBeGreaterThan(0);
    leaving.abort();
  });

  /** The number of pixels in the colour of the banner. */
  async function bannerPixels(jpeg: Buffer): Promise<number> {
    const { data, info } = (await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })) as { data: Buffer; info: { channels: number } };
    let count = 0;
    for (let at = 0; at < data.length; at += info.channels) {
      if ((data[at] ?? 0) > 150 && (data[at + 1] ?? 0) < 30 && (data[at + 2] ?? 0) < 70) count += 1;
    }
    return count;
  }
});

const METRICS: RoutePolicy = { from: 'admin' };

describe('HEAD', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await setScene();
  });
  afterAll(() => scene.close());

  const routes = Object.entries(ROUTE_POLICIES).filter(([row]) => row.startsWith('GET ') && !row.includes('('));

  it.each([...routes, ['GET /metrics', METRICS] as const])('%s: answers headers without a body', async (row, { ask }) => {
    const { hub, admin } = scene;
    const request = (await ask?.(scene, admin)) ?? {};
    const folder = row.split('/')[1] ?? '';
    const ids: Record<string, string> = {
      cameras: 'stage',
      captures: scene.capture.id,
      sessions: scene.session.id,
      annotations: scene.drawn.id,
    };
    const path = row
      .slice('GET '.length)
      .replace('{id}', request.id ?? ids[folder] ?? '')
      .replace('{entryId}', String(scene.note.id))
      .replace('{filename}', 'captures.zip')
      .replace('{frame}', scene.stage.rewind.newestName);
    const address = path === '/metrics' ? `${hub.url}/metrics` : `${hub.url}/api/v1${path}?${request.query ?? ''}`;
    const headers = { authorization: `Bearer ${admin.token ?? ''}` };
    const response = await fetch(address, { method: 'HEAD', headers });
    expect(await response.text()).toBe('');
    expect(response.status).toBe(200);
  });

  it('on a feed does not count as a viewer', async () => {
    const { hub, admin, stage } = scene;
    const before = stage.demands.length;
    const response = await fetch(`${hub.url}/api/v1/cameras/stage/feed`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${admin.token ?? ''}` },
    });
    expect(response.headers.get('content-type')).toContain('multipart/x-mixed-replace');
    const { viewers } = (await (await hub.api('/viewers', { token: admin.token ?? '' })).json()) as { viewers: unknown[] };
    expect(viewers).toEqual([]);
    expect(stage.demands.length).toBe(before);
  });
});
