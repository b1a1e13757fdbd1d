/** Entry point: reads the environment, starts the hub, handles signals. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, readConfig, type Config } from './process/config.ts';
import { limitHeapGrowth } from './process/heap-growth.ts';
import { createHub, type Hub } from './process/opening/hub.ts';
import { HUB_LOCK, takeInstanceLock } from '@eyepiece/host/data-folder/instance-lock';
import { hubLogger } from './process/hub-logger.ts';
import { claimFolder, makeFilesPrivate } from '@eyepiece/host/data-folder/private-files';
import { loadSecrets } from '@eyepiece/host/data-folder/secrets';
import { START_FAULTS } from '@eyepiece/host/start-faults';
import { startFailureOf } from './process/launcher/start-fault.ts';

limitHeapGrowth();

const SHUTDOWN_DEADLINE_MS = 9500;

function configuration(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(START_FAULTS.configuration);
  }
}

const config = configuration();
const logger = hubLogger(config.logLevel);
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const isSupervised = process.env['EYEPIECE_SUPERVISED'] === '1';
const announcePort = (): void => logger.info('opening the port');

async function start(): Promise<Hub> {
  try {
    makeFilesPrivate();
    claimFolder(config.dataDir, 'DATA_DIR');
    // Excludes a second hub and running maintenance programs.
    process.once('exit', takeInstanceLock(join(config.dataDir, HUB_LOCK), config.dataDir));
    const secrets = loadSecrets(config.dataDir, process.env);
    return await createHub({ config, secrets, logger, version, ...(isSupervised && { announcePort }) });
  } catch (error) {
    const { fault, line } = startFailureOf(error, config.port);
    if (line === undefined) logger.fatal({ err: error }, 'the hub failed to start');
    else process.stderr.write(`${line}\n`);
    process.exit(START_FAULTS[fault]);
  }
}

const hub = await start();
const { https } = hub;
logger.info(
  {
    url: hub.url,
    port: hub.port,
    ...(https && { httpsPort: https.port, certificate: https.authority ? 'local' : 'operator', hostNames: https.hostNames }),
  },
  'listening',
);
if (hub.firstAdmin) logger.info(hub.firstAdmin, 'first administrator');
if (hub.firstRunPath !== undefined) logger.info({ path: hub.firstRunPath }, 'open this path to create the first administrator');

let stopping = false;
function stop(why: string): void {
  if (stopping) return;
  stopping = true;
  logger.info({ why }, 'stopping');
  setTimeout(() => {
    logger.error('the hub did not stop in time');
    process.exit(1);
  }, SHUTDOWN_DEADLINE_MS).unref();
  void hub.close().then(() => process.exit(0));
}

process.once('SIGTERM', () => stop('SIGTERM'));
process.once('SIGINT', () => stop('SIGINT'));
if (isSupervised) {
  // Windows has no SIGTERM: the supervisor stops the hub by closing its standard input.
  process.stdin.on('error', () => stop('standard input failed'));
  process.stdin.resume();
  process.stdin.once('end', () => stop('the supervisor closed standard input'));
}
