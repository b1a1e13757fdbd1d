/** Everything that `npm start` runs, with its data on a disk that fills up and is emptied again. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SESSION_TEXT_MAX } from '@eyepiece/shared-types';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';
import { TinyDisk } from '@eyepiece/host/tiny-disk';

/** Of PostgreSQL's own error for a full disk, of a database that restarts, and of the camera service. */
const HONEST = [503, 507];
/** Stored, or refused for their number by a hub that has not measured the disk again. */
const NOT_YET_FULL = [201, 429];
/** The launcher repeats that logs cannot be written at most once in this time, ms. */
const SAY_AGAIN_MS = 60_000;
const WITHIN = { timeout: 300_000, interval: 500 };
/** More than the database's files have room for by themselves. */
const NOTES = 20_000;
/** Random: the database would compress anything else. */
const noteText = (): string => randomBytes(SESSION_TEXT_MAX / 2).toString('hex');
vi.setConfig({ testTimeout: 2_400_000 });

/** The camera service keeps 64 MB free, the hub 256 MB: both find room before, neither after. */
const disk = new TinyDisk('700m');
let running: LauncherProcess | undefined;

afterEach(() => running?.end('SIGTERM'));
afterAll(() => disk.remove());

type Call = (method: string, path: string, body: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;

async function signIn(url: string, one: LauncherProcess): Promise<Call> {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const init = { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const administrator = { email: 'ana@example.org', name: 'Ana', password: 'a passphrase of the first run' };
  const made = await send('POST', '/setup', { ...administrator, link: await one.waitForOutput(/setup#(\S+)/) });
  const authorization = `Bearer ${String(made.body['access_token'])}`;
  return (method, path, body) => send(method, path, body, { authorization });
}

describe.runIf(disk.mounted)('npm start on a disk that fills up', () => {
  it('refuses what does not fit, loses nothing, ends nothing, and goes on when there is room', async () => {
    const one = new LauncherProcess(disk.path, { CAMERA_ID: 'bench', LOG_LEVEL: 'debug' });
    running = one;
    const url = await one.url();
    const call = await signIn(url, one);
    const capture = () => call('POST', '/cameras/bench/captures', {});
    const { body: session } = await call('POST', '/sessions', { cameraId: 'bench', title: 'Night run' });
    const note = () => call('POST', `/sessions/${String(session['id'])}/notes`, { text: noteText() });
    const kept = await capture();
    expect([kept.status, (await note()).status]).toEqual([201, 201]);
    const survivors = [one.pidOf('launcher/main.ts'), one.pidOf('hub/src/main.ts'), one.pidOfCamera('bench')];

    const filledAtMs = performance.now();
    disk.fill();
    expect(await capture()).toMatchObject({ status: 507, body: { code: 'no_space' } });
    const refusal = await untilRefused(note);
    expect(HONEST).toContain(refusal.status);
    await one.waitForOutput(/the log of \w+ cannot be written \(ENOSPC/);

    disk.empty();
    await expect.poll(async () => (await note()).status, WITHIN).toBe(201);
    await expect.poll(async () => (await capture()).status, WITHIN).toBe(201);
    await one.waitForOutput(/logs are written again; \d+ lines are missing/);
    expect((await call('GET', `/captures/${String(kept.body['id'])}`, undefined)).status).toBe(200);
    expect([one.pidOf('launcher/main.ts'), one.pidOf('hub/src/main.ts'), one.pidOfCamera('bench')]).toEqual(survivors);
    const saidAtMost = 1 + Math.floor((performance.now() - filledAtMs) / SAY_AGAIN_MS);
    expect(one.output.match(/cannot be written/g)?.length).toBeLessThanOrEqual(saidAtMost);
    const logs = readdirSync(join(disk.path, 'logs')).map((name) => readFileSync(join(disk.path, 'logs', name), 'utf8'));
    expect(logs.join('')).toMatch(/\d+ lines before this one could not be written/);
  });
});

/** Writes until the database has no room for more. */
async function untilRefused(note: () => ReturnType<Call>): ReturnType<Call> {
  for (let written = 0; written < NOTES; written++) {
    const answer = await note();
    if (!NOT_YET_FULL.includes(answer.status)) return answer;
  }
  throw new Error('the database never ran out of room');
}
