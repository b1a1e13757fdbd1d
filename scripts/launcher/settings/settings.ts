import { BlockList, isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseBasePath } from '@eyepiece/shared-types/base-path';
import { SetupError } from '@eyepiece/host/setup-error';
import { checkId, nameOf, readCameras } from './cameras.ts';
import type { CameraSettings } from './cameras.ts';
import type { Environment } from './camera-variables.ts';

const port = z.coerce.number({ error: 'must be a number from 0 to 65535' }).int().min(0).max(65535);
const unset = (value: unknown): unknown => (value === '' ? undefined : value);

const environmentSchema = z.object({
  HUB_HOST: z.preprocess(unset, z.string().default('0.0.0.0')),
  HUB_PORT: z.preprocess(unset, port.default(3000)),
  CAMERA_PORT: z.preprocess(unset, port.default(8001)),
  CAMERA_HOST: z.preprocess(unset, z.string().default('127.0.0.1')),
  CAMERAS: z.preprocess(unset, z.string().optional()),
  CAMERA_DRIVER: z.preprocess(unset, z.string().default('simulated')),
  CAMERA_ID: z.preprocess(unset, z.string().default('camera-1')),
  CAMERA_NAME: z.preprocess(unset, z.string().optional()),
  DATA_DIR: z.preprocess(unset, z.string().default('./data')),
  DATABASE_URL: z.preprocess(unset, z.string().optional()),
  REDIS_URL: z.preprocess(unset, z.string().optional()),
  BASE_PATH: z.string().default(''),
  TLS: z.preprocess(unset, z.enum(['on', 'off'], { error: 'must be on or off' }).optional()),
  TLS_PORT: z.preprocess(unset, port.optional()),
});

export interface Settings {
  readonly hubHost: string;
  readonly hubPort: number;
  /** Of HTTPS. Undefined: the hub's default, without which it starts too. */
  readonly tlsPort: number | undefined;
  /** Passed on to the hub; undefined for its default. */
  readonly tls: 'on' | 'off' | undefined;
  /** The hub's, without a slash at the end. Vite's dev server is at the root. */
  readonly basePath: string;
  readonly dataDir: string;
  /** Undefined: the launcher runs PGlite. */
  readonly databaseUrl: string | undefined;
  readonly cameras: readonly CameraSettings[];
  readonly verbose: boolean;
  /** Vite's dev server in front of the hub, and restarts when sources change. */
  readonly development: boolean;
  /** Number of hubs. More than one share a PostgreSQL server and a Redis server. */
  readonly hubs: number;
  /** Undefined with several hubs: the launcher runs a Redis server. */
  readonly redisUrl: string | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const FLAGS = ['--verbose', '--dev', '--hubs N'];
/** Several hubs on one machine are for trying it. */
const MAX_HUBS = 8;

/** @throws {SetupError} naming the variable or the flag that is wrong. */
export function readSettings(env: Environment, args: readonly string[]): Settings {
  const flags = readFlags(args);
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw new SetupError(`${name}=${env[name] ?? ''} ${issue?.message ?? 'is not valid'}`);
  }
  const values = parsed.data;
  checkApiToken(values.CAMERA_HOST, env);
  const cause = values.REDIS_URL !== undefined ? 'REDIS_URL' : flags.hubs > 1 ? '--hubs' : undefined;
  if (cause !== undefined && values.DATABASE_URL === undefined)
    throw new SetupError(
      `DATABASE_URL is required with ${cause}: several hubs share a PostgreSQL server, and PGlite serves one hub. docs/reference/operation/scaling.md shows how to start one`,
    );
  return {
    hubHost: values.HUB_HOST,
    hubPort: values.HUB_PORT,
    tlsPort: values.TLS_PORT,
    // Vite serves the page in development.
    tls: flags.development ? 'off' : values.TLS,
    basePath: flags.development ? '' : basePath(values.BASE_PATH),
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    cameras:
      values.CAMERAS === undefined ? [oneCamera(values, env)] : readCameras(values.CAMERAS, env, values.CAMERA_HOST, values.CAMERA_PORT),
    ...flags,
    redisUrl: values.REDIS_URL,
  };
}

/** @throws {SetupError} */
function readFlags(args: readonly string[]): Pick<Settings, 'verbose' | 'development' | 'hubs'> {
  const flags = { verbose: false, development: false, hubs: 1 };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--verbose') flags.verbose = true;
    else if (arg === '--dev') flags.development = true;
    else if (arg === '--hubs') flags.hubs = readHubs(args[++index]);
    else throw new SetupError(`unknown option ${arg}: there are ${FLAGS.join(', ')}`);
  }
  if (flags.development && flags.hubs > 1) throw new SetupError('--hubs is for npm start: the development server is in front of one hub');
  return flags;
}

function readHubs(value = ''): number {
  const hubs = /^\d+$/.test(value) ? Number(value) : 0;
  if (hubs < 1 || hubs > MAX_HUBS) throw new SetupError(`--hubs ${value}: needs a number from 1 to ${MAX_HUBS}`.replace('  ', ' '));
  return hubs;
}

/** Every camera service would refuse to start; here it is one line instead of a restart without end. */
function checkApiToken(host: string, env: Environment): void {
  if (isLoopback(host) || (env['CAMERA_API_TOKEN'] ?? '') !== '') return;
  throw new SetupError(
    `CAMERA_API_TOKEN is required while CAMERA_HOST=${host} lets other machines reach the cameras' HTTP API: ` +
      'set one of at least 16 characters, or CAMERA_HOST=127.0.0.1',
  );
}

/** A name other than localhost counts as reachable by other machines, as in the service's own check. */
function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

function basePath(value: string): string {
  try {
    return parseBasePath(value);
  } catch (error) {
    throw new SetupError(`BASE_PATH=${value}: ${(error as Error).message}`);
  }
}

function oneCamera(values: z.infer<typeof environmentSchema>, env: Environment): CameraSettings {
  const { CAMERA_ID: id, CAMERA_NAME: name, CAMERA_DRIVER: driver, CAMERA_HOST: host, CAMERA_PORT: port } = values;
  checkId(id, `CAMERA_ID=${id}`);
  return { id, name: name ?? nameOf(id), driver, host, port, portVariable: 'CAMERA_PORT', env: choiceVariables(values, env) };
}

/** Without a word about the driver, an administrator chooses it in the page. */
function choiceVariables({ DATA_DIR: dataDir }: z.infer<typeof environmentSchema>, env: Environment): Record<string, string> {
  const isUnset = (name: string): boolean => (env[name] ?? '') === '';
  return {
    ...(isUnset('CAMERA_DRIVER') && isUnset('CAMERA_CHOICE') && { CAMERA_CHOICE: 'on' }),
    ...(isUnset('REPLAY_FOLDER') && { REPLAY_FOLDER: join(resolve(dataDir), 'replay') }),
  };
}
