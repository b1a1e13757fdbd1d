/** The programs of docs/examples, against the whole product as people run it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { venvPython } from '@eyepiece/host/python/environment';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'docs', 'examples', 'python');
const ADMIN = { EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' };
const run = promisify(execFile);

let folder: string;
let start: LauncherProcess;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-examples-'));
  start = new LauncherProcess(join(folder, 'data'), ADMIN);
  url = await start.url();
});

afterAll(async () => {
  await start.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function python(program: string, args: readonly string[], password = ADMIN.EYEPIECE_ADMIN_PASSWORD): Promise<{ stdout: string }> {
  const env = { ...process.env, EYEPIECE_URL: url, EYEPIECE_EMAIL: ADMIN.EYEPIECE_ADMIN_EMAIL, EYEPIECE_PASSWORD: password };
  return run(venvPython(root), ['-B', join(examples, program), ...args], { env, timeout: 170_000 });
}

describe.skipIf(process.platform === 'win32')('docs/examples/python', () => {
  it('watches frames: as many as asked for, whole, small and fresh', async () => {
    const frames = join(folder, 'frames');
    const { stdout } = await python('watch_frames.py', ['camera-1', '--frames', '12', '--folder', frames, '--max-width', '640']);
    const ages = [...stdout.matchAll(/: (\d+)x\d+, [\d.]+ ms, (-?\d+) ms old$/gm)].map(([, width, age]) => [Number(width), Number(age)]);
    expect(ages).toHaveLength(12);
    for (const [width, ageMs] of ages) {
      expect(width).toBeLessThanOrEqual(640);
      // As good as the clocks are known: to half a round trip, which a busy machine stretches. A wrong clock or unit is far off.
      expect(Math.abs(ageMs ?? Number.NaN)).toBeLessThan(60_000);
    }
    const files = readdirSync(frames).map((name) => readFileSync(join(frames, name)));
    expect(files).toHaveLength(12);
    for (const file of files) expect([file.subarray(0, 2).toString('hex'), file.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
  });

  it('takes a capture at full depth and downloads it', async () => {
    const captures = join(folder, 'captures');
    const { stdout } = await python('take_capture.py', ['camera-1', '--format', 'png', '--label', 'Slide 12', '--folder', captures]);
    expect(stdout).toMatch(/\.png: \d+x\d+, \d+ bytes, sha256 [0-9a-f]{64}\n$/);
    const [name = ''] = readdirSync(captures);
    expect(readFileSync(join(captures, name)).subarray(1, 4).toString()).toBe('PNG');
  });

  it.each([
    ['take_capture.py', ['camera-9'], undefined, /404 .*camera-9/],
    ['watch_frames.py', ['camera-9'], undefined, /camera-9/],
    ['take_capture.py', ['camera-1', '--format', 'gif'], undefined, /400 .*format/],
    ['take_capture.py', ['camera-1'], 'not the password', /auth\/login: 401/],
  ])('%s %j says in one line what is wrong', async (program, args, password, message) => {
    const failure = python(program, args, password);
    await expect(failure).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(message) as string });
    await expect(failure).rejects.toMatchObject({ stderr: expect.not.stringContaining('Traceback') as string });
  });
});
