/** Frames must be readable by the stock client of another language. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { venvPython } from '@eyepiece/host/python/environment';
import { useCamera, useHub } from '../setup/use-hub.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SCRIPT = fileURLToPath(new URL('watch.py', import.meta.url));
const FRAMES = 5;

const hub = useHub();
const camera = useCamera(hub);

it('python-socketio receives the bytes that the camera sent', { timeout: 180_000 }, async () => {
  const { access_token: token } = await hub.login();
  const client = spawn(venvPython(ROOT), [SCRIPT, hub.url, token, 'cam', String(FRAMES)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: client.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  await expect.poll(() => lines[0]).toMatchObject({ watch: { ok: true, flow: { ackEvery: 1 } } });
  await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
  const payload = Buffer.alloc(120_000, 'eyepiece');
  const sha256 = createHash('sha256').update(payload).digest('hex');
  for (let count = 0; count < FRAMES; count += 1) {
    const seq = await camera.sendFrame(payload);
    await expect.poll(() => lines.at(-1)).toEqual({ camera: 'cam', seq, sha256 });
  }
  if (client.exitCode === null) await once(client, 'exit');
  expect(client.exitCode).toBe(0);
});
