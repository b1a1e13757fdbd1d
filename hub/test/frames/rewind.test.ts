/** Frames of the past: their bytes, their order among people, and that the live stream does not carry them. */
import { createHash } from 'node:crypto';
import { FRAME_FLAG_REWOUND, readFrameHeader, RPC_ERROR, type CaptureParams, type RewindPage } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { useHub } from '../setup/use-hub.ts';
import { createLinkTo, enterByLink } from '../sockets/guest-link.ts';

const METRICS_TOKEN = 'the-token-of-the-metrics-in-this-test';
const hub = useHub({ metricsToken: METRICS_TOKEN });
let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: 'cam' });
});
afterEach(() => camera.close());

const get = (path: string, signIn = token): Promise<Response> => hub.api(`/cameras/cam/rewind${path}`, { token: signIn });
const page = async (query = ''): Promise<RewindPage> => (await (await get(query)).json()) as RewindPage;
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;
const names = ({ capturedAtUs, seq }: RewindPage): string[] => capturedAtUs.map((time, index) => `/${time}-${seq[index]}.jpg`);

/** Frames of different bytes, a millisecond apart. */
async function sendFrames(count: number): Promise<Uint8Array[]> {
  const sent = [];
  for (let index = 0; index < count; index += 1) {
    const jpeg = Buffer.alloc(5000 + index, index);
    const before = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(before);
    await camera.sendFrame(jpeg);
    sent.push(jpeg);
  }
  return sent;
}

it('lists the frames page by page, and returns each as it was sent', async () => {
  const sent = await sendFrames(5);
  camera.rewind.pageMax = 3;
  const first = await page();
  const second = await page(`?afterUs=${first.capturedAtUs.at(-1)}`);
  expect([first.more, second.more]).toEqual([true, false]);
  expect([...first.sizeBytes, ...second.sizeBytes]).toEqual(sent.map(({ byteLength }) => byteLength));
  const all = [...names(first), ...names(second)];
  const digests = [];
  for (const name of all) {
    const response = await get(name);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(`/${response.headers.get('x-captured-at-us')}-${response.headers.get('x-sequence')}.jpg`).toBe(name);
    expect([response.headers.get('x-exposure-ms'), response.headers.get('x-gain-db')]).toEqual(['8', '0']);
    digests.push(digest(await response.bytes()));
  }
  expect(digests).toEqual(sent.map(digest));
});

it('shows viewers of the live stream no frame of the past', async () => {
  const viewer = await hub.client({ token });
  const shown: number[] = [];
  viewer.on('frame', (_id, frame) => {
    const { seq, flags } = readFrameHeader(new Uint8Array(frame));
    expect(flags & FRAME_FLAG_REWOUND).toBe(0);
    shown.push(seq);
    viewer.emit('frame:ack', 'cam', seq);
  });
  expect(await viewer.emitWithAck('watch', { cameraId: 'cam' })).toMatchObject({ ok: true });
  const first = await camera.sendFrame();
  // A viewer begins with the last picture, which may be of an earlier test.
  await expect.poll(() => shown.at(-1)).toBe(first);
  const before = [...shown];
  const past = names(await page()).at(-1) ?? '';
  for (let count = 0; count < 5; count += 1) expect((await get(past)).status).toBe(200);
  const next = await camera.sendFrame();
  await expect.poll(() => shown).toEqual([...before, next]);
  viewer.disconnect();
});

describe('a request', () => {
  it('is one of few for a person, and one at a time for a camera', async () => {
    await sendFrames(1);
    const [name = ''] = names(await page());
    let [running, most] = [0, 0];
    const answer = Promise.withResolvers<undefined>();
    camera.on['rewind.frame'] = async (key: never) => {
      most = Math.max(most, ++running);
      await answer.promise;
      camera.rewind.send(key);
      running -= 1;
      return {};
    };
    const responses = Promise.all(Array.from({ length: 12 }, () => get(name)));
    await expect.poll(() => running).toBe(1);
    const other = get(name, (await hub.person('viewer')).token);
    answer.resolve(undefined);
    const statuses = (await responses).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await other).status).toBe(200);
    expect(most).toBe(1);
  });

  it('for a frame that is gone gets 404 with the words of the camera service', async () => {
    const response = await get('/1700000000000000-7.jpg');
    expect([response.status, (await response.json()) as object]).toEqual([
      404,
      expect.objectContaining({ code: 'not_found', message: 'frame 7 of 1700000000000000 µs is not kept' }),
    ]);
  });

  it.each(['/latest.jpg', '/1-2.png', '/1-99999999999.jpg', '/9999999999999999-1.jpg', '/-1-2.jpg'])('%s is not found', async (name) => {
    expect((await get(name)).status).toBe(404);
  });

  it.each(['?afterUs=-1', '?afterUs=x', '?before=1'])('with %s is refused', async (query) => {
    expect(await codeOf(await get(query))).toBe('validation_failed');
  });

  it('is refused to guests, who do not see that frames are kept', async () => {
    await sendFrames(1);
    const { secret } = await createLinkTo({ hub, token }, { kind: 'live', cameraId: 'cam' });
    const guest = (await enterByLink(hub, secret, 'Gil')).access_token;
    expect(await codeOf(await get('', guest))).toBe('forbidden');
    expect(await (await hub.api('/cameras/cam', { token: guest })).json()).not.toHaveProperty('rewind');
  });

  it('to an older camera service names it, and to an offline camera says so', async () => {
    camera.on['rewind.list'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.methodNotFound, message: 'unknown method rewind.list' });
    };
    expect(await codeOf(await get(''))).toBe('camera_error');
    await camera.close();
    await expect.poll(async () => codeOf(await get(''))).toBe('camera_offline');
  });
});

describe('a camera service that lies', () => {
  it.each([
    ['answers without a frame', (): void => undefined],
    ['sends an empty frame', (key: never): void => camera.rewind.send(key, new Uint8Array())],
  ])('%s', async (_, send) => {
    await sendFrames(1);
    const [name = ''] = names(await page());
    camera.on['rewind.frame'] = (key: never) => {
      send(key);
      return {};
    };
    expect(await codeOf(await get(name))).toBe('camera_error');
  });

  it('sends frames of the past that nobody asked for, which nobody gets', async () => {
    await sendFrames(1);
    const {
      capturedAtUs: [capturedAtUs = 0],
      seq: [seq = 0],
    } = await page();
    for (let count = 0; count < 100; count += 1) camera.rewind.send({ capturedAtUs, seq });
    expect((await get(`/${capturedAtUs}-${seq}.jpg`)).status).toBe(200);
  });

  it('sends lists of different lengths', async () => {
    camera.on['rewind.list'] = () => ({ ...camera.rewind.state, capturedAtUs: [1], seq: [], sizeBytes: [5], more: false });
    expect(await codeOf(await get(''))).toBe('camera_error');
  });
});

describe('a capture of a past frame', () => {
  const capture = (rewind: object): Promise<Response> => hub.api('/cameras/cam/captures', { method: 'POST', token, json: { rewind } });
  const orders: CaptureParams[] = [];
  beforeEach(() => {
    orders.length = 0;
    camera.on['capture'] = async (params: CaptureParams) => {
      orders.push(params);
      const { metadata, jpeg } = await camera.makeCapture(params);
      void camera.upload(metadata, jpeg);
      return { capture: metadata };
    };
  });

  it('goes the way of every capture', async () => {
    expect((await capture({ seq: 3, capturedAtUs: 1_700_000_000_000_000 })).status).toBe(201);
    expect(orders).toEqual([expect.objectContaining({ rewind: { seq: 3, capturedAtUs: 1_700_000_000_000_000 } })]);
  });

  it('names the field that is wrong', async () => {
    expect((await (await capture({ seq: -3, capturedAtUs: 1 })).json()) as object).toMatchObject({
      code: 'validation_failed',
      issues: [{ path: 'rewind.seq' }],
    });
  });

  it('never becomes a new picture of an older service', async () => {
    camera.send({ jsonrpc: '2.0', method: 'state', params: { ...camera.state, rewind: undefined } });
    await expect.poll(async () => await (await hub.api('/cameras/cam', { token })).json()).not.toHaveProperty('rewind');
    expect(await codeOf(await capture({ seq: 3, capturedAtUs: 1_700_000_000_000_000 }))).toBe('not_found');
    expect(orders).toEqual([]);
  });

  it('has the scale of an objective only if that was in use then', async () => {
    const create = (name: string): Promise<Response> =>
      hub.api('/cameras/cam/objectives', { method: 'POST', token, json: { name, umPerPixel: 0.5 } });
    const choose = async (name: string): Promise<void> => {
      const { id } = (await (await create(name)).json()) as { id: string };
      await hub.api('/cameras/cam/objective', { method: 'PUT', token, json: { objectiveId: id } });
    };
    await choose('10×');
    const beforeUs = Date.now() * 1000 - 60_000_000;
    await choose('20×');
    await capture({ seq: 3, capturedAtUs: beforeUs });
    await capture({ seq: 4, capturedAtUs: Date.now() * 1000 + 60_000_000 });
    expect(orders.map(({ calibration }) => calibration?.objective)).toEqual([undefined, '20×']);
  });
});

it('is measured', async () => {
  await sendFrames(2);
  camera.sendState();
  const [name = ''] = names(await page());
  await get(name);
  await expect
    .poll(async () => (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text())
    .toMatch(/^eyepiece_rewind_budget_bytes\{camera="cam"\} 1000000$[^]*^eyepiece_rewind_frames_sent_total\{camera="cam"\} [1-9]/m);
});
