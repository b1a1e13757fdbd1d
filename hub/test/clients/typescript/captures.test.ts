/** Captures, downloads with their digest, jobs, and the library page by page. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { save } from '@eyepiece/client/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { useClients } from './connected.ts';

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'bench-1' });
const clients = useClients(hub);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a capture', () => {
  it('is stored, downloaded and saved with its digest', async () => {
    const ana = await clients.connect();
    const capture = await ana.camera('bench-1').capture({ label: 'Slide 12', tags: ['client'] });
    expect(capture.info).toMatchObject({ cameraId: 'bench-1', label: 'Slide 12', tags: ['client'] });
    const bytes = await capture.download();
    expect([bytes.byteLength, sha256(bytes)]).toEqual([capture.info.sizeBytes, capture.info.sha256]);
    const path = join(folder, 'slide.jpg');
    await save(capture, path);
    expect(sha256(await readFile(path))).toBe(capture.info.sha256);
    expect((await ana.capture(capture.id)).info.label).toBe('Slide 12');
  });

  it('goes on where a connection broke off, and refuses other bytes', async () => {
    const whole = await clients.connect();
    const { id, info } = await whole.camera('bench-1').capture();
    const good = await (await whole.capture(id)).download();
    const ranges: (string | null)[] = [];
    let answer = (from: number): ConstructorParameters<typeof Response>[0] => brokenAfter(good.subarray(from), 100);
    const fetched: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith('/file')) return fetch(input, init);
      const range = request.headers.get('range');
      ranges.push(range);
      const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      return Promise.resolve(new Response(answer(from), { status: from > 0 ? 206 : 200 }));
    };
    const ana = await clients.connect({ fetch: fetched });
    const capture = await ana.capture(id);
    const downloading = capture.download();
    await expect.poll(() => ranges.length).toBeGreaterThan(1);
    answer = (from) => good.subarray(from);
    expect(sha256(await downloading)).toBe(info.sha256);
    expect(ranges.slice(0, 2)).toEqual([null, 'bytes=100-']);

    answer = () => new Uint8Array(good.byteLength);
    await expect(capture.download()).rejects.toMatchObject({ code: 'digest_mismatch' });
    await expect(save(capture, join(folder, 'damaged.jpg'))).rejects.toMatchObject({ code: 'digest_mismatch' });
    expect((await readdir(folder)).filter((name) => name.includes('damaged'))).toEqual([]);
    await expect(capture.download({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});

describe('a job', () => {
  it('reports its progress until its end', async () => {
    const ana = await clients.connect();
    await using control = await ana.camera('bench-1').control();
    const job = await control.startJob(TIMELAPSE);
    const seen: number[] = [];
    for await (const { done } of job.progress()) {
      seen.push(done);
      if (done < 3) camera.jobs.report(job.id, { done: done + 1 });
      else camera.jobs.report(job.id, { state: 'done', done: 60, endedAtUs: Date.now() * 1000 });
    }
    expect(seen).toEqual([0, 1, 2, 3, 60]);
    expect(await job.end()).toMatchObject({ state: 'done' });
  });

  it('is cancelled; the wait for it ends with a signal', async () => {
    const ana = await clients.connect();
    await using control = await ana.camera('bench-1').control();
    const job = await control.startJob(TIMELAPSE);
    await expect(job.end({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await job.cancel()).toMatchObject({ state: 'cancelled' });
    expect(await job.end()).toMatchObject({ state: 'cancelled' });
  });

  it('that has failed rejects with its reason', async () => {
    const ana = await clients.connect();
    await using control = await ana.camera('bench-1').control();
    const job = await control.startJob(TIMELAPSE);
    camera.jobs.report(job.id, { state: 'failed', reason: 'the disk is full', endedAtUs: Date.now() * 1000 });
    await expect(job.end()).rejects.toMatchObject({ code: 'camera_error', message: 'the disk is full' });
  });
});

it('reads the library page by page, as far as the loop goes', async () => {
  let requests = 0;
  const counting: typeof fetch = (input, init) => {
    if (new Request(input, init).url.includes('/captures?')) requests += 1;
    return fetch(input, init);
  };
  const ana = await clients.connect({ fetch: counting });
  for (let index = 0; index < 5; index += 1) await ana.camera('bench-1').capture({ tags: ['paged'] });
  const ids: string[] = [];
  for await (const { id } of ana.captures({ tag: 'paged' }, { pageSize: 2 })) ids.push(id);
  expect([new Set(ids).size, requests]).toEqual([5, 3]);
  requests = 0;
  for await (const _ of ana.captures({ tag: 'paged' }, { pageSize: 2 })) break;
  expect(requests).toBe(1);
  await expect(ana.captures({}, { pageSize: 0 }).next()).rejects.toMatchObject({ field: 'pageSize' });
  await expect(ana.captures({ ratingMin: 9 }).next()).rejects.toMatchObject({ code: 'validation_failed', field: 'query.ratingMin' });
});

/** A body that breaks off like a lost connection. */
function brokenAfter(bytes: Uint8Array, count: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(bytes.subarray(0, count)),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
}
