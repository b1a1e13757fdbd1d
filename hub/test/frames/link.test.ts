import { once } from 'node:events';
import {
  encodeVideoFrame,
  FRAME_KIND_JPEG,
  LINK_CLOSE,
  RPC_ERROR,
  type CameraChange,
  type CameraState,
  type DescribedCamera,
} from '@eyepiece/shared-types';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
const cameras: FakeCamera[] = [];

afterEach(async () => {
  for (const camera of cameras.splice(0)) await camera.close();
});

function fake(cameraId: string): FakeCamera {
  const camera = hub.camera({ cameraId });
  cameras.push(camera);
  return camera;
}
const state = (id: string): CameraState | undefined => hub.hub.registry.get(id)?.state;

describe('the camera link', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer nonsense' }],
    ['another scheme', { authorization: 'Basic eA==' }],
  ])('refuses %s before the upgrade', async (_name, headers) => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('401');
  });

  it('registers the camera at its hello', async () => {
    await fake('hello').connect();
    expect(state('hello')).toMatchObject({ status: 'idle', model: 'F-1', settings: { exposure: 8 } });
  });

  it.each([
    ['a hello without an id', { cameraId: undefined }, 'cameraId'],
    ['a hello with a device name of Windows as id', { cameraId: 'nul' }, 'device name of Windows'],
    ['an id that is a path', { cameraId: '../etc' }, 'cameraId'],
    ['a name that reverses the text direction', { name: 'photo\u202egpj' }, /name: must be one line.*U\+202E/],
    ['an invisible name', { name: '\u200b' }, 'name: must contain a visible character'],
    ['settings without exposure', { settings: { gain: 0 } }, 'settings.exposure'],
  ])('refuses %s and names the field', async (_name, change, field) => {
    const camera = fake('refused');
    Object.defineProperty(camera, 'hello', { value: { ...camera.hello, ...change } });
    await expect(camera.connect()).rejects.toThrow(field);
    expect(state('refused')).toBeUndefined();
  });

  it('answers an unknown method with −32601 and stays open', async () => {
    const camera = fake('unknown-method');
    await camera.connect();
    camera.send({ jsonrpc: '2.0', id: 99, method: 'constructor' });
    await expect
      .poll(() => camera.answers)
      .toContainEqual(expect.objectContaining({ id: 99, error: expect.objectContaining({ code: RPC_ERROR.methodNotFound }) as unknown }));
    expect(camera.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('refuses a frame with a false length, names the error and stays open', async () => {
    const camera = fake('false-length');
    await camera.connect();
    const before = hub.hub.registry.get('false-length')?.state.lastFrameAtUs;
    const frame = Buffer.alloc(44);
    frame.write('EYEP');
    frame[4] = 1;
    frame[5] = 1;
    frame.writeUInt16BE(40, 6);
    frame.writeUInt32BE(4_000_000, 36);
    camera.socket.send(frame);
    await expect.poll(() => JSON.stringify(camera.answers)).toContain('payload_length_mismatch');
    expect(state('false-length')?.lastFrameAtUs).toBe(before);
    expect(camera.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('drops and counts video that it did not ask for', async () => {
    const camera = fake('video');
    await camera.connect();
    const kinds: number[] = [];
    hub.hub.registry.get('video')?.on('frame', (_message, { kind }) => kinds.push(kind));
    const fields = { seq: 0, flags: 0, capturedAtUs: Date.now() * 1000, width: 64, height: 48, exposureMs: 8, gainDb: 0 };
    camera.socket.send(encodeVideoFrame(fields, { codec: 'h264', tier: 'lean', key: true, dependsOn: 0 }, Buffer.alloc(20)));
    await camera.sendFrame();
    await expect.poll(() => kinds).toEqual([FRAME_KIND_JPEG]);
    expect(hub.hub.registry.get('video')?.link?.badFrames).toBe(1);
    expect(camera.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('closes a socket that sends invalid JSON', async () => {
    const camera = fake('garbage');
    await camera.connect();
    camera.socket.send('{ not json');
    const [code] = (await once(camera.socket, 'close')) as [number];
    expect(code).toBe(LINK_CLOSE.notJson);
    await expect.poll(() => state('garbage')?.status).toBe('offline');
  });

  it('closes a socket that sends other messages before a hello', async () => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${hub.cameraToken}` } });
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    for (let count = 0; count < 100; count += 1) socket.send(Buffer.alloc(44));
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([LINK_CLOSE.noHello, 'say hello first']);
  });

  it('lets a second service with the same id replace the first, and gives the first the reason', async () => {
    const first = fake('twin');
    await first.connect();
    const closed = once(first.socket, 'close') as Promise<[number, Buffer]>;
    const second = fake('twin');
    await second.connect();
    const [code, reason] = await closed;
    expect(code).toBe(LINK_CLOSE.replaced);
    expect(reason.toString()).toContain('twin');
    expect(state('twin')?.status).toBe('idle');
  });

  describe('with two services of one id', () => {
    const [one, other] = ['7c9e6679-7425-40de-944b-e07fc1f90ae7', '0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c'];
    const startFirst = async (id: string): Promise<FakeCamera> => {
      const first = fake(id);
      first.instance = { instanceId: one, host: 'lab-pc-1' };
      await first.connect();
      return first;
    };

    it('refuses the second and names the host and address of the first', async () => {
      const first = await startFirst('double');
      const refusals: (string | undefined)[] = [];
      hub.hub.registry.get('double')?.on('duplicate', (refused) => refusals.push(refused.host));
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const second = fake('double');
        second.instance = { instanceId: other, host: 'lab-pc-2' };
        await expect(second.connect()).rejects.toThrow(/double is in use by the camera service on lab-pc-1 \(.*127\.0\.0\.1\)/);
        await expect.poll(() => second.closeCode).toBe(LINK_CLOSE.taken);
      }
      expect(first.socket.readyState).toBe(WebSocket.OPEN);
      expect(state('double')?.status).toBe('idle');
      expect(state('double')?.duplicateAtUs).toBeGreaterThan(0);
      expect(state('double')?.duplicateFrom).toMatch(/^lab-pc-2 \(.*127\.0\.0\.1\)$/);
      expect(refusals).toEqual(['lab-pc-2']);
    });

    it('lets a process replace its own old link at once', async () => {
      const first = await startFirst('half-open');
      const closed = once(first.socket, 'close') as Promise<[number]>;
      await startFirst('half-open');
      expect((await closed)[0]).toBe(LINK_CLOSE.replaced);
      expect(state('half-open')?.status).toBe('idle');
      expect(state('half-open')?.duplicateAtUs).toBeUndefined();
    });
  });

  it('measures the clock of the camera host', async () => {
    const camera = fake('clock');
    camera.on['ping'] = () => ({ cameraTimeUs: (Date.now() + 90_000) * 1000 });
    await camera.connect();
    await expect.poll(() => Math.round((state('clock')?.clockOffsetUs ?? 0) / 1e6)).toBe(90);
  });

  it('reports uploads that the hub refused to all clients, and their total to administrators', async () => {
    const camera = fake('refused');
    await camera.connect();
    const refused = { count: 2, reason: 'HTTP 422: digest mismatch' };
    camera.sendState({ refused });
    await expect.poll(() => state('refused')?.refused).toEqual(refused);
    const readyFor = async (token: string): Promise<unknown> => (await hub.api('/ready', { token })).json();
    expect(await readyFor((await hub.login()).access_token)).toMatchObject({ refusedCaptures: 2 });
    expect(await readyFor((await hub.person('operator')).token)).not.toHaveProperty('refusedCaptures');
    camera.sendState();
    await expect.poll(() => state('refused')?.refused).toBeUndefined();
  });

  it('follows clock steps of the camera host, and dates pictures by its clock', async () => {
    const camera = fake('stepped');
    await camera.connect();
    const steps: number[] = [];
    hub.hub.registry.get('stepped')?.on('clockStepped', (byUs) => steps.push(byUs));
    camera.sendState({ clockStepUs: 3_600_000_000 });
    camera.sendState({ clockStepUs: 3_600_000_000 });
    camera.sendState();
    await expect.poll(() => steps).toEqual([3_600_000_000, -3_600_000_000]);
    camera.sendState({ clockStepUs: 3_600_000_000 });
    await expect.poll(() => state('stepped')?.clockStepUs).toBe(3_600_000_000);
    const { access_token: token } = await hub.login();
    const snapshot = hub.api('/cameras/stepped/snapshot.jpg', { token });
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    await camera.sendFrame();
    const response = await snapshot;
    await response.arrayBuffer();
    const aheadUs = Number(response.headers.get('x-captured-at-us')) - Date.now() * 1000;
    expect(Math.round(aheadUs / 60_000_000)).toBe(60);
  });

  it('sends capabilities only when they change', async () => {
    const camera = fake('parts');
    await camera.connect();
    const client = await hub.client({ token: (await hub.login()).access_token });
    const [changes, described]: [CameraChange[], DescribedCamera[]] = [[], []];
    client.on('camera:state', (change) => {
      if (change.id === 'parts') changes.push(change);
    });
    client.on('camera:described', (description) => {
      if (description.id === 'parts') described.push(description);
    });
    camera.sendState({ temperature: 41 });
    await expect.poll(() => changes.at(-1)?.temperature).toBe(41);
    expect(changes.at(-1)).not.toHaveProperty('capabilities');
    expect(described).toEqual([]);
    const { capabilities } = state('parts')!;
    camera.sendState({ capabilities: { ...capabilities, captureFormats: ['jpg', 'png'] } });
    await expect.poll(() => described.at(-1)?.capabilities.captureFormats).toEqual(['jpg', 'png']);
    client.disconnect();
  });

  it('shows a camera as stalled if it sends no demanded frames, and as live with the next one', async () => {
    const camera = fake('silent');
    await camera.connect();
    const { access_token: token } = await hub.login();
    const client = await hub.client({ token });
    const states: string[] = [];
    client.on('camera:state', (changed) => {
      if (changed.id === 'silent') states.push(changed.status);
    });
    await client.emitWithAck('watch', { cameraId: 'silent', flow: 'none' });
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    const sequence = (): string => states.filter((status, index) => status !== states[index - 1]).join(' ');
    // A frame with each look: on a busy machine the camera may stall before one was announced.
    const withFrames = async (): Promise<string> => {
      await camera.sendFrame();
      return sequence();
    };
    await expect.poll(withFrames).toMatch(/live$/);
    await expect.poll(sequence).toMatch(/stalled$/);
    await expect.poll(withFrames).toMatch(/stalled live$/);
    client.disconnect();
  });

  it('passes on the loss of the device and the next attempt to reconnect', async () => {
    const camera = fake('unplugged');
    await camera.connect();
    camera.sendState({
      connected: false,
      streaming: false,
      fault: { code: 'disconnected', message: 'unplugged' },
      retry: { attempt: 3, nextInMs: 4000 },
    });
    await expect
      .poll(() => state('unplugged'))
      .toMatchObject({ status: 'disconnected', retry: { attempt: 3 }, fault: { message: 'unplugged' } });
  });
});
