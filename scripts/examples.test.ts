/** The programs of docs/examples, against the whole product as people run it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { venvPython } from '@eyepiece/host/python/environment';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'docs', 'examples');
/** Small and few pictures: a program that is slow at PNG would get fewer of them. */
const CAMERA = { SIMULATOR_SIZE: '640x512', SIMULATOR_FPS: '5' };
/** Prints the number of pictures, their size, and whether one is damaged. */
const DECODE = `
import sys, av
decoder = av.CodecContext.create("h264", "r")
units = sys.stdin.buffer.read()
pictures = [p for packet in decoder.parse(units) + decoder.parse(None) for p in decoder.decode(packet)] + decoder.decode(None)
print(len(pictures), pictures[0].width, pictures[0].height, any(p.is_corrupt for p in pictures))
`;
const ADMIN = { EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' };
const WITHIN_MS = 170_000;
const run = promisify(execFile);

let folder: string;
let start: LauncherProcess;
let url: string;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-examples-'));
  start = new LauncherProcess(join(folder, 'data'), { ...ADMIN, ...CAMERA });
  url = await start.url();
  key = await createKey();
});

async function createKey(): Promise<string> {
  const post = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`POST ${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  const account = { email: ADMIN.EYEPIECE_ADMIN_EMAIL, password: ADMIN.EYEPIECE_ADMIN_PASSWORD };
  const { access_token: token } = await post('/auth/login', account);
  const created = await post('/keys', { name: 'examples', scopes: ['watch', 'control', 'capture', 'library:read'] }, token);
  return created['key'] ?? '';
}

afterAll(async () => {
  await start.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function account(password = ADMIN.EYEPIECE_ADMIN_PASSWORD): NodeJS.ProcessEnv {
  return { ...process.env, EYEPIECE_URL: url, EYEPIECE_EMAIL: ADMIN.EYEPIECE_ADMIN_EMAIL, EYEPIECE_PASSWORD: password };
}

function python(program: string, args: readonly string[], password?: string): Promise<{ stdout: string }> {
  return run(venvPython(root), ['-B', join(examples, 'python', program), ...args], { env: account(password), timeout: WITHIN_MS });
}

function typescript(program: string, args: readonly string[]): Promise<{ stdout: Buffer }> {
  const command = ['--disable-warning=ExperimentalWarning', join(examples, 'typescript', program), ...args];
  const env = { ...process.env, EYEPIECE_URL: url, EYEPIECE_KEY: key };
  return run(process.execPath, command, { env, timeout: WITHIN_MS, encoding: 'buffer', maxBuffer: 64e6 });
}

describe.skipIf(process.platform === 'win32')('docs/examples/python', () => {
  it('watches frames: as many as asked for, whole, small and fresh', async () => {
    const frames = join(folder, 'frames');
    const { stdout } = await python('watch_frames.py', ['camera-1', '--frames', '12', '--folder', frames, '--max-width', '320']);
    const ages = [...stdout.matchAll(/: (\d+)x\d+, [\d.]+ ms, (-?\d+) ms old$/gm)].map(([, width, age]) => [Number(width), Number(age)]);
    expect(ages).toHaveLength(12);
    for (const [width, ageMs] of ages) {
      expect(width).toBeLessThanOrEqual(320);
      // As good as the clocks are known: to half a round trip, which a busy machine stretches. A wrong clock or unit is far off.
      expect(Math.abs(ageMs ?? Number.NaN)).toBeLessThan(60_000);
    }
    const files = readdirSync(frames).map((name) => readFileSync(join(frames, name)));
    expect(files).toHaveLength(12);
    for (const file of files) expect([file.subarray(0, 2).toString('hex'), file.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
  });

  it('watches video: decodes a key frame and those that follow', async () => {
    const pictures = join(folder, 'video');
    const { stdout } = await python('watch_video.py', ['camera-1', '--frames', '30', '--folder', pictures]);
    const kinds = [...stdout.matchAll(/\.png: 640x512, (?:sharp|lean|thin) (key|delta), \d+ bytes, -?\d+ ms old$/gm)].map(
      ([, kind]) => kind,
    );
    expect(kinds[0]).toBe('key');
    expect(kinds).toContain('delta');
    const files = readdirSync(pictures).filter((name) => name.endsWith('.png'));
    expect(files).toHaveLength(kinds.length);
    for (const file of files.map((name) => readFileSync(join(pictures, name)))) {
      expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([640, 512]);
      // A picture of one colour has a hundredth of it.
      expect(file.length).toBeGreaterThan(50_000);
    }
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

describe.skipIf(process.platform === 'win32')('docs/examples/typescript', () => {
  it('saves the newest frames as JPEG files', async () => {
    const frames = join(folder, 'frames-ts');
    const { stdout } = await typescript('watch.ts', ['camera-1', '--frames', '6', '--folder', frames, '--max-width', '320']);
    expect(stdout.toString().match(/\.jpg: 320x256, [\d.]+ ms, \d+ ms old$/gm)).toHaveLength(6);
    const files = readdirSync(frames).map((name) => readFileSync(join(frames, name)));
    expect(files).toHaveLength(6);
    for (const file of files) expect([file.subarray(0, 2).toString('hex'), file.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
  });

  it('sets the exposure, takes a picture and saves it', async () => {
    const captures = join(folder, 'captures-ts');
    const { stdout } = await typescript('capture.ts', ['camera-1', '--exposure', '12', '--label', 'Slide 12', '--folder', captures]);
    expect(stdout.toString()).toMatch(/\.png: \d+x\d+, 12[\d.]* ms, \d+ bytes, sha256 [0-9a-f]{64}\n$/);
    const [name = ''] = readdirSync(captures);
    const bytes = readFileSync(join(captures, name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(stdout.toString().trim().slice(-64));
  });

  it('writes video that a decoder reads without a fault', async () => {
    const { stdout } = await typescript('watch-video.ts', ['camera-1', '--frames', '12']);
    const decoding = run(venvPython(root), ['-c', DECODE]);
    decoding.child.stdin?.end(stdout);
    expect((await decoding).stdout.trim()).toBe('12 640 512 False');
  });

  it.each([
    ['watch-video.ts', ['camera-9'], /^.*camera-9.*\n$/],
    ['watch.ts', ['camera-9'], /^.*camera-9.*\n$/],
    ['watch.ts', [], /^usage: .*\n$/],
    ['watch.ts', ['camera-1', '--frames', 'none'], /^--frames none: .*\n$/],
    ['capture.ts', ['camera-1', '--format', 'gif'], /^.*format.*\n$/],
    ['capture.ts', ['camera-1', '--exposure', '1e9'], /^.*xposure.*\n$/],
  ])('%s %j says in one line what is wrong', async (program, args, message) => {
    const failure = typescript(program, args).catch((error: unknown) => error as { code: number; stderr: Buffer });
    const { code, stderr } = (await failure) as { code: number; stderr: Buffer };
    expect([code, stderr.toString()]).toEqual([1, expect.stringMatching(message)]);
  });
});
