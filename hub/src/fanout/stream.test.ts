import { EventEmitter } from 'node:events';
import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import sharp, { type Sharp } from 'sharp';
import { afterEach, expect, it, vi } from 'vitest';
import type { Camera } from '../ingest/camera.ts';
import type { Reader } from './reader.ts';
import { Stream } from './stream.ts';

afterEach(() => vi.restoreAllMocks());

it('continues and retries when the picture for a camera that is not live cannot be made', async () => {
  const facts = { id: 'cam', status: 'offline', videoTiers: [], setViewers: vi.fn(), setDemand: vi.fn() };
  const camera = Object.assign(new EventEmitter(), facts) as unknown as Camera;
  const warn = vi.fn();
  const stream = new Stream(camera, { logger: { warn } });
  const offerStandIn = vi.fn<NonNullable<Reader['offerStandIn']>>();
  stream.add({ demand: {}, rendition: 'full', sourceWidth: vi.fn(), offer: vi.fn(), tick: vi.fn(), offerStandIn });
  const failure = new Error('out of memory');
  vi.spyOn(sharp.prototype as Sharp, 'toBuffer').mockRejectedValueOnce(failure);
  stream.tick(0);
  await expect.poll(() => warn.mock.lastCall?.[0] as unknown).toMatchObject({ err: failure, cameraId: 'cam' });
  expect(offerStandIn).not.toHaveBeenCalled();
  stream.tick(1000);
  await expect.poll(() => offerStandIn.mock.calls.length).toBe(1);
  stream.close();
});

it('shows that an idle camera is not live once a person has stopped its live picture, and nothing while it starts', async () => {
  const facts = { id: 'cam', status: 'idle', state: {}, videoTiers: [], setViewers: vi.fn(), setDemand: vi.fn() };
  const camera = Object.assign(new EventEmitter(), facts) as unknown as Camera;
  const stream = new Stream(camera);
  const offerStandIn = vi.fn<NonNullable<Reader['offerStandIn']>>();
  stream.add({ demand: {}, rendition: 'full', sourceWidth: vi.fn(), offer: vi.fn(), tick: vi.fn(), offerStandIn });
  stream.tick(0);
  Object.assign(camera, { state: { stopped: { by: { id: 'ana', name: 'Ana' }, atUs: 1 } } });
  stream.tick(1);
  await expect.poll(() => offerStandIn.mock.calls.map(([, , atMs]) => atMs)).toEqual([1]);
  stream.close();
});

it('measures the arrival of a frame before sending it', () => {
  const facts = { id: 'cam', status: 'live', clockOffsetUs: 0, setViewers: vi.fn(), setDemand: vi.fn(), noteFanout: vi.fn() };
  const camera = Object.assign(new EventEmitter(), facts) as unknown as Camera;
  const order: string[] = [];
  const measurements = { arrived: () => order.push('arrived'), fannedOut: () => order.push('fanned out'), acknowledged: vi.fn() };
  const stream = new Stream(camera, { measurements });
  stream.add({ demand: {}, rendition: 'full', sourceWidth: vi.fn(), offer: () => order.push('offered'), tick: vi.fn() });
  const fields = { seq: 1, flags: 0, capturedAtUs: 1, width: 640, height: 480, exposureMs: 1, gainDb: 0 };
  const message = Buffer.from(encodeFrame(fields, new Uint8Array(100)));
  camera.emit('frame', message, readFrameHeader(message));
  expect(order).toEqual(['arrived', 'offered', 'fanned out']);
  stream.close();
});
