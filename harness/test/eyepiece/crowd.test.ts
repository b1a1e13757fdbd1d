/** The crowd's command line against a real hub: its output and exit status. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crowdArguments } from '../../src/crowd/arguments.ts';
import { crowdCommand } from '../../src/crowd/command.ts';
import { signIn } from '../../src/crowd/hub-account.ts';
import { EXIT } from '../../src/input/exit-codes.ts';
import type { CrowdReport } from '../../src/crowd/report.ts';
import { SyntheticCamera } from '../../src/eyepiece/camera/synthetic-camera.ts';
import { ADMIN, type HubProcess } from '../../src/system/processes/hub-process.ts';
import { startHub } from './hub-process.ts';

const FPS = 30;
let hub: HubProcess;
let camera: SyntheticCamera;

beforeAll(async () => {
  hub = await startHub();
  const size = { width: 320, height: 240, frameBytes: 12_000 };
  camera = await SyntheticCamera.connect({ hubUrl: hub.url, token: hub.cameraToken, cameraId: 'crowded', fps: FPS, ...size });
});
afterAll(async () => {
  await camera.close();
  await hub.close();
});

async function crowd(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const printed = { out: '', error: '' };
  const output = { out: (line: string) => (printed.out += `${line}\n`), error: (line: string) => (printed.error += `${line}\n`) };
  const { email, password } = ADMIN;
  const account = args.some((arg) => ['--email', '--token'].includes(arg)) ? [] : ['--email', email, '--password', password];
  const server = args.includes('--url') ? [] : ['--url', hub.url];
  const code = await crowdCommand([...server, '--warm-up', '0', '--duration', '1', ...account, ...args], {}, output);
  return { code, ...printed };
}

describe('a crowd', () => {
  it('reports what each kind of viewer received, as text and as JSON', async () => {
    const file = join(hub.dataDir, 'report.json');
    const limits = ['--min-frames', '0.01', '--max-age-p95', '60000'];
    const { code, out, error } = await crowd('--viewers', '5', '--slow', '1@2mbit', '--rtt', '200ms', '--json', file, ...limits);
    expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
    expect(out).toMatch(/\d+ frames published in 1\.\d s .*; ages assume that the camera's clock is [\d.]+ ms (ahead of|behind)/);
    expect(out).toMatch(/4 fast, 200 ms away +\d+/);
    expect(out).toMatch(/1 slow +\d+/);
    const report = JSON.parse(await readFile(file, 'utf8')) as CrowdReport;
    expect(report.published).toBeGreaterThan(0);
    expect(report.published).toBeLessThanOrEqual(report.seconds * FPS + 2);
    const [fast, slow] = report.groups;
    expect(fast).toMatchObject({ viewers: 4, outOfOrder: 0, reconnects: 0, narrowestPx: 320 });
    // All processes share one clock here, so the measured difference is an error of all ages.
    const age = (of: typeof fast): number => (of?.ageMs.p50 ?? 0) - report.cameraAheadMs;
    expect(age(fast)).toBeGreaterThan(98); // half the round trip
    expect(fast?.frames).toBe(4 * report.published - (fast?.dropped ?? 0));
    expect(slow?.viewers).toBe(1);
    // 12 kB take 48 ms at 2 Mbit/s, plus half the round trip.
    expect(age(slow)).toBeGreaterThan(128);
  });

  it('watches with an API key of the scope watch', async () => {
    const token = await signIn(hub.url, ADMIN);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'crowd', scopes: ['watch'] });
    const made = await fetch(`${hub.url}/api/v1/keys`, { method: 'POST', headers, body });
    const { key } = (await made.json()) as { key: string };
    const { code, error } = await crowd('--token', key, '--viewers', '2', '--min-frames', '0.01', '--max-age-p95', '60000');
    expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
  });

  it('fails if a limit is missed, and names it', async () => {
    const { code, error } = await crowd('--viewers', '2', '--max-age-p95', '0.01');
    expect(code).toBe(EXIT.missed);
    expect(error).toMatch(/missed: age p95 of fast viewers is .* ms, above 0\.01 ms/);
  });

  it('checks only the age of slow viewers, not their share', async () => {
    const { code, error } = await crowd('--viewers', '2', '--slow', '1@100kbit', '--min-frames', '1', '--max-age-p95', '1');
    expect(code).toBe(EXIT.missed);
    expect(error).toContain('missed: age p95 of slow viewers');
    expect(error).not.toContain('a slow viewer got');
  });

  it.each([
    ['a wrong password', ['--email', ADMIN.email, '--password', 'wrong'], '/api/v1/auth/login: 401'],
    ['a wrong token', ['--token', 'nonsense', '--camera', 'crowded'], 'the hub refused'],
    ['an unknown camera', ['--camera', 'nowhere'], 'camera_not_found'],
  ])('cannot watch with %s', async (_what, args, message) => {
    const { code, error } = await crowd(...args);
    expect(code).toBe(EXIT.notWatchable);
    expect(error).toContain(message);
  });

  it('cannot watch without a server', async () => {
    // No server of a test gets a port below 1024, and fetch refuses port 1.
    const url = 'http://127.0.0.1:2';
    const { code, error } = await crowd('--url', url);
    expect(code).toBe(EXIT.notWatchable);
    expect(error).toContain(`${url} cannot be reached: ECONNREFUSED`);
  });
});

describe('its arguments', () => {
  const read = (...args: string[]) => crowdArguments(['--token', 't', ...args], {});

  it.each([
    [['--viewers', '0'], '--viewers 0: a number from 1 to 5000 is needed'],
    [['--viewers', '1.5'], '--viewers 1.5: a whole number from 1 to 5000 is needed'],
    [['--viewers', 'many'], '--viewers many: a number'],
    [['--duration', ''], '--duration: the value is empty'],
    [['--duration', '0'], '--duration 0: from 1000ms to 86400000ms is possible'],
    [['--duration', 'soon'], '--duration soon: a time is needed'],
    [['--slow', '3'], '--slow 3: a number of viewers and a rate are needed, as in 1@1mbit'],
    [['--slow', '11@1mbit'], '--slow 11@1mbit: there are only 10 viewers'],
    [['--slow', '1@1bit'], '--slow 1@1bit: a rate from 1kbit to 10gbit is needed'],
    [['--rtt', 'far'], '--rtt far: a time up to 60000 ms is needed, as in 100ms'],
    [['--min-frames', '99'], '--min-frames 99: a number from 0 to 1 is needed'],
    [['--slow', '10@1mbit', '--min-frames', '0.9'], '--slow leaves none'],
    [['--url', 'ftp://host'], '--url ftp://host: an address with http:// or https:// is needed, as in http://127.0.0.1:3000'],
    [['--camera', 'No!'], '--camera No!: a camera id is'],
    [['--what'], "Unknown option '--what'"],
    [['else'], 'else'],
  ])('%j are refused', (args, message) => expect(() => read(...args)).toThrow(message));

  it('need credentials', () => {
    const message =
      'For a server other than Eyepiece, --protocol is needed: socket.io, websocket, mjpeg. Eyepiece needs --token or --email';
    expect(() => crowdArguments([], {})).toThrow(message);
    expect(() => crowdArguments(['--email', 'a@b.c'], {})).toThrow('--password or EYEPIECE_PASSWORD is needed too');
    expect(crowdArguments(['--email', 'a@b.c'], { EYEPIECE_PASSWORD: 'p' }).credential).toEqual({ email: 'a@b.c', password: 'p' });
    expect(crowdArguments([], { EYEPIECE_TOKEN: 't' }).credential).toEqual({ token: 't' });
  });

  it('have units', () => {
    expect(read('--slow', '2@500kbit').slow).toEqual({ viewers: 2, bitsPerSecond: 500_000 });
    expect(['5', '5s', '5000ms'].map((text) => read('--duration', text).durationS)).toEqual([5, 5, 5]);
    expect(['0', '0s', '1m'].map((text) => read('--warm-up', text).warmUpS)).toEqual([0, 0, 60]);
    expect(read('--slow', '2@1.5Mbit').slow).toEqual({ viewers: 2, bitsPerSecond: 1_500_000 });
    expect([read('--rtt', '100ms'), read('--rtt', '0.1s'), read('--rtt', '100')].map(({ roundTripMs }) => roundTripMs)).toEqual([
      100, 100, 100,
    ]);
  });
});

describe('the program', () => {
  const cli = fileURLToPath(new URL('../../src/entry-points/cli.ts', import.meta.url));
  const run = async (...args: string[]): Promise<{ code: unknown; error: string; out: string }> => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [error, out] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'exit')]);
    return { code: child.exitCode, error, out };
  };

  it('exits with 2 and names the error', async () => {
    expect(await run('crowd', '--viewers', 'x')).toMatchObject({ code: 2, error: expect.stringContaining('--viewers x') as unknown });
    expect(await run('mob')).toMatchObject({ code: 2, error: expect.stringContaining('no command mob') as unknown });
  });

  it('has a help text', async () => {
    const { code, out } = await run('crowd', '--help');
    expect({ code, about: out.split('\n')[0] }).toEqual({ code: 0, about: 'Usage: eyepiece-harness crowd [options]' });
  });
});
