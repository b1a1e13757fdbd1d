/** The package in an empty folder: with the oldest Node that it supports, and with the types that users see. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { useClients } from './connected.ts';
import { refuseGain } from './refused-gain.ts';

const run = promisify(execFile);
const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));
const shell = process.platform === 'win32';
const NODE_PACKAGE = `node-${shell ? 'win' : process.platform}-${process.arch}`;
const OLDEST_NODE = '20.19.0';
/** npm may load packages over a slow line. */
const INSTALL_MS = 600_000;

const PROGRAM = `
import { connect, HubError } from '@eyepiece/client';
import { save } from '@eyepiece/client/node';
const hub = await connect({ url: process.env.EYEPIECE_URL, key: process.env.EYEPIECE_KEY, timeoutMs: 120_000 });
const camera = hub.camera('bench-1');
const frames = [];
for await (const frame of camera.frames()) if (frames.push(frame.seq) === 3) break;
const control = await camera.control();
const { settings } = await control.set({ exposure: 20 });
const refused = await control.set({ gain: 1000 }).catch((error) => error);
const capture = await control.capture({ label: 'first script' });
await control.release();
await save(capture, 'capture.jpg');
hub.close();
const error = [refused instanceof HubError, refused.code, refused.field, refused.limit];
console.log(JSON.stringify({ node: process.version, frames: frames.length, exposure: settings.exposure, error, file: capture.info.sha256 }));
`;

const TYPED = `
import { connect, type Frame, type HubError } from '@eyepiece/client';
import { watchFrames } from '@eyepiece/client/live';
import { save } from '@eyepiece/client/node';
await using hub = await connect({ url: 'http://localhost:3000', key: process.env['EYEPIECE_KEY'] });
const { data } = await hub.rest.GET('/cameras/{id}', { params: { path: { id: 'bench-1' } } });
const name: string = data.name;
// @ts-expect-error the route does not exist
void hub.rest.GET('/microscopes');
// @ts-expect-error the setting is a number
void hub.ask('settings:update', { cameraId: name, settings: { exposure: 'long' } });
hub.on('capture:created', ({ sha256 }) => sha256.length);
await using control = await hub.camera('bench-1').control();
const exposure: number = (await control.set({ exposure: 20 })).settings.exposure;
await save(await control.capture({ average: exposure }), 'capture.jpg');
for await (const frame of watchFrames({ url: 'http://localhost:3000', token: 'x', cameraId: 'bench-1' })) void (frame satisfies Frame).data;
export const failed = (error: HubError): string => [error.code, error.field].join();
`;

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'bench-1' });
const clients = useClients(hub);

let folder: string;
let installed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-client-'));
  const packaging = join(CHECKOUT, 'clients', 'typescript', 'packaging', 'main.ts');
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', packaging, join(folder, 'built')]);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const packages = [`${NODE_PACKAGE}@${OLDEST_NODE}`, stdout.trim()];
  await run('npm', ['install', '--prefer-offline', '--no-save', '--no-fund', '--no-audit', ...packages], { cwd: folder, shell });
  installed = join(folder, 'node_modules', '@eyepiece', 'client');
}, INSTALL_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('watches, controls, captures and saves in plain JavaScript', async () => {
  await writeFile(join(folder, 'program.js'), PROGRAM);
  const node = join(folder, 'node_modules', NODE_PACKAGE, 'bin', shell ? 'node.exe' : 'node');
  const env = { ...process.env, EYEPIECE_URL: hub.url, EYEPIECE_KEY: await clients.key() };
  refuseGain(camera);
  const frames = setInterval(() => void camera.sendFrame(), 20);
  try {
    const { stdout } = await run(node, ['program.js'], { cwd: folder, env });
    expect(JSON.parse(stdout)).toEqual({
      node: `v${OLDEST_NODE}`,
      frames: 3,
      exposure: 20,
      error: [true, 'setting_rejected', 'gain', { min: 0, max: 24, unit: 'dB' }],
      file: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  } finally {
    clearInterval(frames);
  }
});

it('has types that compile without the sources', async () => {
  await writeFile(join(folder, 'typed.ts'), TYPED);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2024',
    lib: ['ES2024', 'ESNext.Disposable', 'DOM', 'DOM.AsyncIterable'],
    types: ['node'],
    typeRoots: [join(CHECKOUT, 'node_modules', '@types')],
    skipLibCheck: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
  const tsc = join(CHECKOUT, 'node_modules', 'typescript-native', 'bin', 'tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error as { stdout: string });
  expect(stdout).toBe('');
});

it('contains no other workspace, and no schemas in the small entry', async () => {
  const files = (await readdir(join(installed, 'dist'), { recursive: true })).filter((name) => /\.(js|d\.ts)$/.test(name));
  expect(files).toContain('index.js');
  for (const name of files) {
    const text = await readFile(join(installed, 'dist', name), 'utf8');
    expect(text, name).not.toMatch(/from ['"](@eyepiece|\.\.\/\.\.)/);
  }
  const reached = await imports(join(installed, 'dist'), 'live.js');
  expect([...reached].filter((name) => !name.startsWith('.')).toSorted()).toEqual(['socket.io-client']);
});

/** All that a file imports, also through others of the package. */
async function imports(dist: string, name: string, found = new Set<string>()): Promise<Set<string>> {
  const text = await readFile(join(dist, name), 'utf8');
  for (const [, from = ''] of text.matchAll(/^(?:import|export)\b[^'"]*['"]([^'"]+)['"]/gm)) {
    if (found.has(from)) continue;
    found.add(from);
    if (from.startsWith('.')) await imports(dist, from, found);
  }
  return found;
}
