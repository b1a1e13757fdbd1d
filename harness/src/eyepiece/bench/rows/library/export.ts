import { setTimeout as delay } from 'node:timers/promises';
import type { CaptureSession, Download } from '@eyepiece/shared-types';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { MemoryPeak } from '../../../../system/processes/memory-peak.ts';
import { residentBytes } from '../../../../system/processes/process-use.ts';
import { against, informative, type Result } from '../../result.ts';

const CAPTURES = 2000;
const RISE_MAX_MB = 64;
const SAMPLE_MS = 100;

/** Memory that the hub uses to export a session of 2,000 captures for the first time. */
export const exporting: Row = {
  name: 'export',
  about: `memory for the export of a session with ${CAPTURES} captures`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.freshHub();
    await bench.camera.call('connect', { hubUrl: hub.url, token: hub.cameraToken, cameraId: CAMERA_ID, fps: 0.001, ...PICTURE });
    const session = (await hub.send('POST', '/api/v1/sessions', { cameraId: CAMERA_ID, title: 'Export' })) as CaptureSession;
    await fill(bench, hub);
    const path = `/api/v1/sessions/${session.id}`;
    await hub.send('POST', `${path}/end`);
    const before = await settled(hub);
    const peak = new MemoryPeak(hub.pid, SAMPLE_MS);
    const made = (await hub.send('POST', `${path}/export`)) as Download;
    bench.say(`made: memory rose by ${((peak.bytes - before) / 1e6).toFixed(1)} MB`);
    const { bytes, seconds } = await download(hub, made.url);
    await peak.leave();
    const rise = peak.bytes - before;
    await bench.camera.call('close', undefined);
    if (bytes !== made.sizeBytes) throw new Error(`received ${bytes} bytes instead of ${made.sizeBytes}`);
    bench.say(
      `${made.files} files, ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s; memory rose by ${(rise / 1e6).toFixed(1)} MB`,
    );
    return [
      against('resident memory for the export of 2,000 captures', rise / 1e6, 'MB', { atMost: RISE_MAX_MB }),
      informative('  … sent', bytes / 1e6 / seconds, 'MB/s'),
    ];
  },
};

const UPLOAD = { width: 800, height: 600, bytes: 260_000, connections: 4, seconds: 10 } as const;

const PICTURE = { width: UPLOAD.width, height: UPLOAD.height, frameBytes: UPLOAD.bytes } as const;

async function fill(bench: Bench, hub: HubUnderTest): Promise<void> {
  let taken = 0;
  while (taken < CAPTURES) {
    const { done } = await bench.rest.call('upload', { url: hub.url, cameraToken: hub.cameraToken, ...UPLOAD });
    taken += done;
    bench.say(`${taken} captures`);
  }
}

/** Thumbnails are made in the background. They are done when the hub's memory is constant. */
const SETTLE_MS = 2000;
const SETTLED_SAMPLES = 5;
const SETTLED_MB = 2;

async function settled(hub: HubUnderTest): Promise<number> {
  const samples: number[] = [];
  for (;;) {
    samples.push(await residentBytes(hub.pid));
    const last = samples.slice(-SETTLED_SAMPLES);
    if (last.length === SETTLED_SAMPLES && Math.max(...last) - Math.min(...last) < SETTLED_MB * 1e6) return Math.min(...last);
    await delay(SETTLE_MS);
  }
}

/** Reads and discards the body as fast as it arrives. */
async function download(hub: HubUnderTest, url: string): Promise<{ bytes: number; seconds: number }> {
  const startedAt = performance.now();
  const response = await fetch(`${hub.url}${url}`, { headers: { authorization: `Bearer ${hub.token}` } });
  if (!response.ok || !response.body) throw new Error(`GET ${url}: ${response.status}`);
  let bytes = 0;
  for await (const chunk of response.body) bytes += (chunk as Uint8Array).length;
  return { bytes, seconds: (performance.now() - startedAt) / 1000 };
}
