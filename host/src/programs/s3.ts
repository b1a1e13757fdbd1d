/** S3 servers of their own for tests: versitygw, a real server over a folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { isRunning } from '../processes/stop-child.ts';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { endServer, killWithParent, startServerProcess, type ServerProcess } from './server-process.ts';

const VERSION = 'v1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const HOW = `install Go and run "go install ${MODULE}", or put versitygw on the PATH`;
/** Compiles a few hundred packages. */
const INSTALL_MS = 30 * 60_000;
const START_MS = 60_000;
const POLL_MS = 50;

/** @param root of the checkout. The program of an installation by `ensureS3Server` is in its cache. */
export function findS3Server(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [cacheFolder(root), ...(env['PATH'] ?? '').split(delimiter), join(homedir(), 'go', 'bin')];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, `versitygw${SUFFIX}`))
    .find((path) => existsSync(path));
}

/**
 * Finds the server, or compiles it into the cache of the checkout. Without it and without Go, the tests over S3 are
 * skipped, except under CI.
 * @throws {SetupError} under CI, and when it cannot be compiled
 */
export async function ensureS3Server(root: string, env: NodeJS.ProcessEnv, showStep: ShowStep): Promise<void> {
  if (findS3Server(root, env) !== undefined) return;
  const go = findGo(env);
  if (go === undefined) {
    if (isS3Required(env)) throw new SetupError(`no S3 server for the tests: ${HOW}`);
    process.stderr.write(`Tests over S3 are skipped, there is no S3 server: ${HOW}\n`);
    return;
  }
  await showStep('Compiling versitygw, an S3 server for the tests (some minutes, once)', async () => {
    const folder = cacheFolder(root);
    await mkdir(folder, { recursive: true });
    const { code, output } = await runCommand(go, ['install', MODULE], { env: { ...env, GOBIN: folder }, timeoutMs: INSTALL_MS });
    if (code !== 0) throw new SetupError(`go install ${MODULE} failed (${lastLines(output, 1)}): ${HOW}`);
  });
}

/** Whether the tests must not go on without an S3 server. */
export function isS3Required(env: NodeJS.ProcessEnv = process.env): boolean {
  return (env['CI'] ?? '') !== '';
}

function cacheFolder(root: string): string {
  return join(root, 'node_modules', '.cache', `versitygw-${VERSION}`);
}

function findGo(env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, `go${SUFFIX}`)).find((path) => existsSync(path));
}

/** A restart keeps the objects. */
export interface RunningS3 extends ServerProcess {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Folder with the objects of the bucket. */
  readonly folder: string;
}

const BUCKET = 'eyepiece-tests';
const CREDENTIALS = { accessKeyId: 'tests', secretAccessKey: 'secret-of-the-tests' };

/** Starts a server with one empty bucket on a free loopback port. @throws {SetupError} */
export async function startS3(root: string): Promise<RunningS3> {
  const program = findS3Server(root);
  if (program === undefined) throw new SetupError(`no S3 server for the tests: ${HOW}`);
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-s3-'));
  for (const name of [join('objects', BUCKET), 'attributes']) await mkdir(join(folder, name), { recursive: true });
  const server = await startServerProcess(folder, (port) => startServer(program, folder, port));
  return Object.assign(server, {
    endpoint: `http://127.0.0.1:${String(server.port)}`,
    bucket: BUCKET,
    credentials: CREDENTIALS,
    folder: join(folder, 'objects', BUCKET),
  });
}

async function startServer(program: string, folder: string, port: number): Promise<ChildProcess> {
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const server = ['--port', `127.0.0.1:${String(port)}`, '--access', accessKeyId, '--secret', secretAccessKey, '--quiet', '--keep-alive'];
  // Not every file system has extended attributes.
  const storage = ['posix', '--sidecar', join(folder, 'attributes'), join(folder, 'objects')];
  const child = spawn(program, [...server, ...storage], { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString().trim()));
  child.once('error', (error) => lines.push(error.message));
  killWithParent(child);
  const deadline = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (!isRunning(child) || performance.now() > deadline) {
      await endServer(child, 'SIGKILL');
      throw new Error(`the S3 server did not start: ${lines.slice(-3).join('; ')}`);
    }
    await sleep(POLL_MS);
  }
  return child;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
