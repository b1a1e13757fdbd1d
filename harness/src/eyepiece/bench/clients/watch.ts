/** A program with the TypeScript client, as users write it: `node watch.ts URL CAMERA SETTLING_S SECONDS`, token in TOKEN. */
import { connect } from '@eyepiece/client';
import type { Watched } from './figures.ts';

const [url = '', cameraId = '', settlingS, seconds] = process.argv.slice(2);
await using hub = await connect({ url, token: process.env['TOKEN'] });
const camera = hub.camera(cameraId);
const openedAtMs = performance.now();
const frames: [number, number, number][] = [];
let begun: { readonly atMs: number; readonly cpu: NodeJS.CpuUsage } | undefined;
for await (const frame of camera.frames()) {
  const nowMs = performance.now();
  if (begun === undefined && nowMs - openedAtMs >= Number(settlingS) * 1000) begun = { atMs: nowMs, cpu: process.cpuUsage() };
  if (begun === undefined) continue;
  if (nowMs - begun.atMs > Number(seconds) * 1000) break;
  frames.push([nowMs - begun.atMs, camera.ageMs(frame), frame.seq]);
}
const { user, system } = process.cpuUsage(begun?.cpu);
const watched: Watched = { seconds: Number(seconds), processorSeconds: (user + system) / 1e6, frames };
process.stdout.write(`${JSON.stringify(watched)}\n`);
