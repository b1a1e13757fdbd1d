/** `npm start` and `npm run dev`, once the packages are there: installs the rest, starts the parts, supervises them. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder, makeFilesPrivate, PrivateFilesError } from '@eyepiece/host/data-folder/private-files';
import { loadSecrets, SecretsError, secretVariables } from '@eyepiece/host/data-folder/secrets';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { onParentGone } from '../bootstrap/parent.mjs';
import { SetupError } from '@eyepiece/host/setup-error';
import { fileFault } from '@eyepiece/host/start-faults';
import type { StartFault } from '@eyepiece/host/start-faults';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import { showStep } from '../bootstrap/progress.mjs';
import { AlreadyRunningError, takeInstanceLock } from '@eyepiece/host/data-folder/instance-lock';
import { ensurePythonEnvironment } from '@eyepiece/host/python/environment';
import { ensureManualBuilt } from '@eyepiece/host/build/manual-build';
import { ensureUiBuilt } from '@eyepiece/host/build/ui-build';
import { ensureClients } from '../clients/ensure-clients.ts';
import { CLIENT_BUILDS } from '../clients/packages.ts';
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
import { httpsPageOf } from './trouble/https.ts';
import { LastLines } from './trouble/last-lines.ts';
import { Trouble } from './trouble/trouble.ts';

/** One Ctrl+C arrives up to three times: from the terminal, from npm and from the process that started this one. */
const SAME_SIGNAL_MS = 700;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const output = consoleOutput();
const screen = new Screen(output);

/** Another attempt by itself cannot help: a person has to change what the launcher was started with. */
const FINAL: readonly StartFault[] = ['configuration', 'already_running', 'port_in_use', 'broken_checkout'];

function isForReaders(error: unknown): error is Error {
  if ([SetupError, SecretsError, AlreadyRunningError, PrivateFilesError].some((kind) => error instanceof kind)) return true;
  return fileFault(error) !== undefined;
}

function fail(error: unknown): never {
  if (!isForReaders(error)) throw error;
  screen.error(error.message);
  process.exit(1);
}

function faultOf(error: Error): StartFault {
  if (error instanceof SetupError) return error.fault;
  if (error instanceof AlreadyRunningError) return 'already_running';
  if (error instanceof SecretsError) return 'secrets_damaged';
  return error instanceof PrivateFilesError ? 'folder_denied' : (fileFault(error) ?? 'unknown');
}

async function checkPorts({ hubHost, hubPort, hubs, tls, tlsPort, cameras }: Settings): Promise<void> {
  for (let index = 0; index < hubs; index += 1)
    await checkPort({ host: hubHost, port: hubPort === 0 ? 0 : hubPort + index, variable: 'HUB_PORT' });
  if (tls !== 'off' && tlsPort !== undefined) await checkPort({ host: hubHost, port: tlsPort, variable: 'TLS_PORT' });
  for (const { host, port, portVariable } of cameras) await checkPort({ host, port, variable: portVariable });
}

async function install(settings: Settings): Promise<void> {
  await ensurePythonEnvironment(root, ['requirements.txt'], showStep);
  if (!settings.development) {
    await ensureUiBuilt(root, showStep);
    await buildManual();
  }
  await buildClients();
}

let hasBuiltClients = false;

/** Eyepiece works without them. Another attempt in the same start would fail for the same reason. */
async function buildClients(): Promise<void> {
  if (hasBuiltClients) return;
  hasBuiltClients = true;
  for (const { title, reason } of await ensureClients(root, join(root, 'clients', 'dist'), CLIENT_BUILDS, showStep))
    screen.note(`! the ${title} could not be built, so /clients/ does not have it: ${reason}`);
}

let hasBuiltManual = false;

/** Eyepiece works without it. Another attempt in the same start would fail for the same reason. */
async function buildManual(): Promise<void> {
  if (hasBuiltManual) return;
  hasBuiltManual = true;
  await ensureManualBuilt(root, showStep).catch((error: unknown) => {
    if (!isForReaders(error)) throw error;
    screen.note(`! Eyepiece starts without its manual: ${error.message}`);
  });
}

/** The running attempt; undefined before the first one and while the next one is waited for. */
let launcher: Launcher | undefined;

function stopOnSignals(trouble: Trouble): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      screen.note('Stopping');
      void Promise.all([launcher?.stop(), trouble.end()]).then(() => process.exit(0));
    } else if (now - firstAt > SAME_SIGNAL_MS) {
      launcher?.kill();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  onParentGone(onSignal);
}

/** Ports, token and Redis of several hubs. @throws {SetupError} without a Redis server */
async function prepareCluster({ hubs, hubPort, redisUrl, dataDir }: Settings): Promise<Pick<Surroundings, 'cluster' | 'redis'>> {
  if (hubs === 1) return { cluster: undefined, redis: undefined };
  const redis = redisUrl === undefined ? await ownRedis(dataDir) : undefined;
  // Hubs tell each other their ports before they listen.
  const port = async (index: number): Promise<number> => (hubPort === 0 ? await freePort() : hubPort + index);
  const ports = await Promise.all(Array.from({ length: hubs }, (_, index) => port(index)));
  const token = process.env['CLUSTER_TOKEN'] || randomBytes(32).toString('base64url');
  return { cluster: { redisUrl: redis?.url ?? redisUrl ?? '', ports, token }, redis: redis?.definition };
}

interface Surroundings {
  readonly settings: Settings;
  readonly cluster: ClusterWiring | undefined;
  readonly redis: PartDefinition | undefined;
  readonly trouble: Trouble;
  readonly lines: LastLines;
}

/** Held until the process ends, also between attempts. */
let hasLock = false;

function claimData({ dataDir }: Settings): void {
  claimFolder(dataDir, 'DATA_DIR');
  if (hasLock) return;
  process.once('exit', takeInstanceLock(join(dataDir, 'eyepiece.lock'), dataDir));
  hasLock = true;
}

/** A second start is refused at once, before its ports are. Other troubles wait for the first attempt. */
function refuseSecondStart(settings: Settings): void {
  try {
    claimData(settings);
  } catch (error) {
    if (error instanceof AlreadyRunningError || !isForReaders(error)) throw error;
  }
}

async function attempt({ settings, cluster, redis, trouble, lines }: Surroundings): Promise<void> {
  const startedAt = performance.now();
  claimData(settings);
  await install(settings);
  // After what is installed into the checkout, which other accounts may share.
  makeFilesPrivate();
  const secrets = loadSecrets(settings.dataDir, process.env);
  lines.hide([secrets.cameraToken, secrets.jwtSecret, ...(cluster ? [cluster.token] : [])]);
  const wiring = {
    root,
    settings,
    secrets,
    env: process.env,
    databaseUrl: settings.databaseUrl ?? '',
    hubPort: cluster?.ports[0] ?? settings.hubPort,
    tlsPort: settings.tlsPort,
    cluster,
  };
  const current = new Launcher({ wiring, screen, trouble, lines, redis });
  launcher = current;
  try {
    await showStep('Starting', () => current.start(), output);
  } catch (error) {
    await current.stop();
    launcher = undefined;
    throw error;
  }
  current.announce(performance.now() - startedAt);
}

/** Attempts until one succeeds. The page about the trouble is there meanwhile. */
async function run(surroundings: Surroundings): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      await attempt(surroundings);
      return;
    } catch (error) {
      if (!isForReaders(error) || FINAL.includes(faultOf(error))) throw error;
      await surroundings.trouble.show(faultOf(error), error.message);
      await sleep(backoffMs(failures, 1));
    }
  }
}

try {
  loadEnvFile(process.env);
  const settings = readSettings(process.env, process.argv.slice(2));
  secretVariables(process.env);
  refuseSecondStart(settings);
  await checkPorts(settings);
  const lines = new LastLines(process.env);
  const { hubHost: host, hubPort, basePath } = settings;
  const trouble = new Trouble({ host, port: hubPort, https: httpsPageOf(settings, process.env), basePath, screen, lines });
  stopOnSignals(trouble);
  await run({ settings, ...(await prepareCluster(settings)), trouble, lines });
} catch (error) {
  fail(error);
}
