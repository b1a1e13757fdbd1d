/** S3 servers of their own for tests: versitygw, a real server over a folder. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { ensureMoto, findMoto, startMoto } from './moto.ts';
import { spawnServer, startServerProcess, type ServerProcess } from './server-process.ts';

const VERSION = 'v1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const HOW = `install Go and run "go install ${MODULE}", or put versitygw on the PATH`;
/** Compiles a few hundred packages. */
const INSTALL_MS = 30 * 60_000;

/** @param root of the checkout. The program of an installation by `ensureS3Server` is in its cache. */
export function findS3Server(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [cacheFolder(root), ...(env['PATH'] ?? '').split(delimiter), join(homedir(), 'go', 'bin')];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, `versitygw${SUFFIX}`))
    .find((path) => existsSync(path));
}

/**
 * Finds the server, or compiles it into the cache of the checkout. Without it and without Go, moto takes its place for
 * the tests of the protocol, and the others over S3 are skipped. Under CI the server is required.
 * @throws {SetupError} under CI, and when it cannot be compiled
 */
export async function ensureS3Server(root: string, env: NodeJS.ProcessEnv, showStep: ShowStep): Promise<void> {
  if (findS3Server(root, env) !== undefined) return;
  const go = findGo(env);
  if (go === undefined) {
    if (isS3Required(env)) throw new SetupError(`no S3 server for the tests: ${HOW}`);
    process.stderr.write(`Most tests over S3 are skipped, there is no S3 server: ${HOW}\n`);
    return ensureMoto(root, env, showStep);
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

/** A server with an empty bucket. */
export interface S3Endpoint {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

/** A restart keeps the objects. */
export interface RunningS3 extends S3Endpoint, ServerProcess {
  /** Folder with the objects of the bucket. */
  readonly folder: string;
}

type S3Options = Pick<S3Endpoint, 'bucket' | 'credentials'>;

const FOR_TESTS: S3Options = {
  bucket: 'eyepiece-tests',
  credentials: { accessKeyId: 'tests', secretAccessKey: 'secret-of-the-tests' },
};

/** Whether there is a server for the tests of the protocol. */
export function hasS3Endpoint(root: string): boolean {
  return findS3Server(root) !== undefined || findMoto(root) !== undefined;
}

/** Starts versitygw, or moto where it is missing, except under CI. @throws {SetupError} */
export async function startS3Endpoint(root: string): Promise<S3Endpoint> {
  const moto = findS3Server(root) === undefined && !isS3Required() ? findMoto(root) : undefined;
  if (moto === undefined) return startS3(root);
  return { ...(await startMoto(moto, FOR_TESTS.bucket)), ...FOR_TESTS };
}

/** Starts a server with one empty bucket on a free loopback port. @throws {SetupError} */
export async function startS3(root: string, options = FOR_TESTS): Promise<RunningS3> {
  const { bucket } = options;
  const program = findS3Server(root);
  if (program === undefined) throw new SetupError(`no S3 server for the tests: ${HOW}`);
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-s3-'));
  for (const name of [join('objects', bucket), 'attributes']) await mkdir(join(folder, name), { recursive: true });
  const server = await startServerProcess(folder, (port) => startServer(program, folder, port, options));
  return Object.assign(server, {
    ...options,
    endpoint: `http://127.0.0.1:${String(server.port)}`,
    folder: join(folder, 'objects', bucket),
  });
}

async function startServer(program: string, folder: string, port: number, { credentials }: S3Options): Promise<ChildProcess> {
  const { accessKeyId, secretAccessKey } = credentials;
  const server = ['--port', `127.0.0.1:${String(port)}`, '--access', accessKeyId, '--secret', secretAccessKey, '--quiet', '--keep-alive'];
  // Not every file system has extended attributes.
  const storage = ['posix', '--sidecar', join(folder, 'attributes'), join(folder, 'objects')];
  return spawnServer({ name: 'the S3 server', program, args: [...server, ...storage] }, port);
}
