/** Frames in a loop: newest wins, bounded, cancellable, and again after a reconnect. */
import type { Frame } from '@eyepiece/client';
import { watchFrames } from '@eyepiece/client/live';
import { afterEach, describe, expect, it } from 'vitest';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { useClients } from './connected.ts';

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'bench-1' });
const other = useCamera(hub, { cameraId: 'bench-2' });
const clients = useClients(hub);

const timers = new Set<NodeJS.Timeout>();
afterEach(() => {
  for (const timer of timers) clearInterval(timer);
  timers.clear();
});

/** Frames until the end of the test, one after the other, as a camera sends them. */
function stream(of = camera, everyMs = 5): void {
  let isSending = false;
  const send = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    await of.sendFrame().catch(() => undefined);
    isSending = false;
  };
  timers.add(setInterval(() => void send(), everyMs));
}

const isStreaming = (of = camera): boolean => of.demands.at(-1)?.streaming === true;

describe('a loop', () => {
  it('gets frames with their descriptors, acknowledges them, and ends the demand when it breaks', async () => {
    const ana = await clients.connect();
    stream();
    const frames: Frame[] = [];
    for await (const frame of ana.camera('bench-1').frames({ maxWidth: 64 })) {
      frames.push(frame);
      // Far more than the hub sends without acknowledgements.
      if (frames.length === 40) break;
    }
    expect(frames[0]).toMatchObject({ cameraId: 'bench-1', kind: 'jpeg', width: 64, height: 48, exposureMs: 8, gainDb: 0, reduced: false });
    expect(Buffer.from(frames[0]!.data.subarray(0, 2)).toString('hex')).toBe('ffd8');
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map(({ seq }) => seq).toSorted((one, next) => one - next));
    expect(ana.camera('bench-1').ageMs(frames.at(-1)!)).toBeLessThan(60_000);
    await expect.poll(() => isStreaming()).toBe(false);
  });

  it('that is slow gets fewer frames, and the newest: none pile up', async () => {
    const ana = await clients.connect();
    stream();
    const gaps: number[] = [];
    let last: number | undefined;
    for await (const { seq } of ana.camera('bench-1').frames()) {
      if (last !== undefined) gaps.push(seq - last);
      last = seq;
      // The camera goes on until it is far ahead.
      const ahead = (await camera.sendFrame()) + 20;
      await expect.poll(() => camera.sendFrame(), { interval: 5 }).toBeGreaterThan(ahead);
      if (gaps.length === 4) break;
    }
    // A queue would give the frames one by one. The window of the hub, which it fills before, is a few frames.
    expect(gaps.at(-1)).toBeGreaterThan(10);
  });

  it('ends with its signal, and with its deadline', async () => {
    const ana = await clients.connect();
    const stop = new AbortController();
    const reason = new Error('enough');
    const loop = (async () => {
      for await (const _ of ana.camera('bench-1').frames({ signal: stop.signal }));
    })();
    const ended = expect(loop).rejects.toBe(reason);
    await expect.poll(() => isStreaming()).toBe(true);
    stop.abort(reason);
    await ended;
    const late = ana.camera('bench-2').frames({ timeoutMs: 50 }).next();
    await expect(late).rejects.toMatchObject({ code: 'hub_timeout', message: 'no frame within 0.05 s' });
    await expect.poll(() => isStreaming(other)).toBe(false);
  });

  it.each([
    ['bench-9', {}, { code: 'camera_not_found' }],
    ['bench-1', { maxWidth: 3 }, { code: 'validation_failed', field: 'maxWidth' }],
    ['bench-1', { timeoutMs: 0 }, { code: 'validation_failed', field: 'timeoutMs' }],
  ])('of %s with %j is refused', async (id, options, error) => {
    const ana = await clients.connect();
    await expect(ana.camera(id).frames(options).next()).rejects.toMatchObject(error);
  });

  it('is one of several: of one camera, of two cameras', async () => {
    const ana = await clients.connect();
    stream();
    stream(other);
    const loops = ['bench-1', 'bench-1', 'bench-2'].map(async (id) => {
      let count = 0;
      for await (const frame of ana.camera(id).frames()) {
        expect(frame.cameraId).toBe(id);
        if (++count === 5) return id;
      }
      return '';
    });
    expect(await Promise.all(loops)).toEqual(['bench-1', 'bench-1', 'bench-2']);
  });
});

it('goes on after a restart of the hub', async () => {
  const states: string[] = [];
  const stop = new AbortController();
  stream();
  const frames = watchFrames({
    url: hub.url,
    key: await clients.key('viewer', ['watch']),
    cameraId: 'bench-1',
    signal: stop.signal,
    onState: ({ kind }) => states.push(kind),
  });
  await frames.next();
  await hub.restart();
  await camera.connect();
  // Frames of before the restart may still wait.
  while (!states.includes('lost') || states.at(-1) !== 'live') await frames.next();
  expect((await frames.next()).done).toBe(false);
  await frames.return();
  await expect.poll(() => isStreaming()).toBe(false);
});
