/** `npm start` and `npm run dev`, once the packages are there: installs the rest, starts the parts, supervises them. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimFolder, makeFilesPrivate, PrivateFilesError } from '@eyepiece/host/data-folder/private-files';
import { loadSecrets, SecretsError } from '@eyepiece/host/data-folder/secrets';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { onParentGone } from '../bootstrap/parent.mjs';
import { SetupError } from '@eyepiece/host/setup-error';
import { showStep } from '../bootstrap/progress.mjs';
import { AlreadyRunningError, takeInstanceLock } from '@eyepiece/host/data-folder/instance-lock';
import { ensurePythonEnvironment } from '@eyepiece/host/python/environment';
import { ensureUiBuilt } from '@eyepiece/host/build/ui-build';
import { consoleOutput } from './screen/console-output.ts';
import { freePort } from '@eyepiece/host/free-port';
import type { ClusterWiring } from './parts/definitions.ts';
import type { PartDefinition } from './parts/part.ts';
import { ownRedis } from './parts/redis.ts';
import { Launcher } from './launcher.ts';
import { checkPort } from './settings/port-check.ts';
import { Screen } from './screen/screen.ts';
import { readSettings } from './settings/settings.ts';
import type { Settings } from './settings/settings.ts';

/** One Ctrl+C arrives up to three times: from the terminal, from npm and from the process that started this one. */
const SAME_SIGNAL_MS = 700;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const output = consoleOutput();
const screen = new Screen(output);

/** Of a data folder that cannot be written. */
const FOLDER_ERRORS = ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOTDIR'];

function isForReaders(error: unknown): error is Error {
  if ([SetupError, SecretsError, AlreadyRunningError, PrivateFilesError].some((kind) => error instanceof kind)) return true;
  return error instanceof Error && FOLDER_ERRORS.includes((error as NodeJS.ErrnoException).code ?? '');
}

function fail(error: unknown): never {
  if (!isForReaders(error)) throw error;
  screen.error(error.message);
  process.exit(1);
}

async function checkPorts({ hubHost, hubPort, hubs, tls, tlsPort, cameras }: Settings): Promise<void> {
  for (let index = 0; index < hubs; index += 1)
    await checkPort({ host: hubHost, port: hubPort === 0 ? 0 : hubPort + index, variable: 'HUB_PORT' });
  if (tls !== 'off' && tlsPort !== undefined) await checkPort({ host: hubHost, port: tlsPort, variable: 'TLS_PORT' });
  for (const { host, port, portVariable } of cameras) await checkPort({ host, port, variable: portVariable });
}

async function install(settings: Settings): Promise<void> {
  await ensurePythonEnvironment(root, ['requirements.txt'], showStep);
  if (!settings.development) await ensureUiBuilt(root, showStep);
}

function stopOnSignals(launcher: Launcher): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      screen.note('Stopping');
      void launcher.stop().then(() => process.exit(0));
    } else if (now - firstAt > SAME_SIGNAL_MS) {
      launcher.kill();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  onParentGone(onSignal);
}

/** Ports, token and Redis of several hubs. @throws {SetupError} without a Redis server */
async function prepareCluster({
  hubs,
  hubPort,
  redisUrl,
  dataDir,
}: Settings): Promise<{ cluster?: ClusterWiring; redis?: PartDefinition }> {
  if (hubs === 1) return {};
  const redis = redisUrl === undefined ? await ownRedis(dataDir) : undefined;
  // Hubs tell each other their ports before they listen.
  const port = async (index: number): Promise<number> => (hubPort === 0 ? await freePort() : hubPort + index);
  const ports = await Promise.all(Array.from({ length: hubs }, (_, index) => port(index)));
  const token = process.env['CLUSTER_TOKEN'] || randomBytes(32).toString('base64url');
  return { cluster: { redisUrl: redis?.url ?? redisUrl ?? '', ports, token }, ...(redis && { redis: redis.definition }) };
}

async function run(settings: Settings): Promise<void> {
  const startedAt = performance.now();
  const { cluster, redis } = await prepareCluster(settings);
  const wiring = {
    root,
    settings,
    secrets: loadSecrets(settings.dataDir, process.env),
    env: process.env,
    databaseUrl: settings.databaseUrl ?? '',
    hubPort: cluster?.ports[0] ?? settings.hubPort,
    tlsPort: settings.tlsPort,
    cluster,
  };
  const launcher = new Launcher(wiring, screen, redis);
  stopOnSignals(launcher);
  try {
    await showStep('Starting', () => launcher.start(), output);
  } catch (error) {
    await launcher.stop();
    throw error;
  }
  launcher.announce(performance.now() - startedAt);
}

try {
  loadEnvFile(process.env);
  const settings = readSettings(process.env, process.argv.slice(2));
  claimFolder(settings.dataDir, 'DATA_DIR');
  const releaseLock = takeInstanceLock(join(settings.dataDir, 'eyepiece.lock'), settings.dataDir);
  process.once('exit', releaseLock);
  await checkPorts(settings);
  await install(settings);
  // After what is installed into the checkout, which other accounts may share.
  makeFilesPrivate();
  await run(settings);
} catch (error) {
  fail(error);
}
