import { join } from 'node:path';
import { pgliteProcessPath } from '@eyepiece/host/database/pglite';
import { venvPython } from '@eyepiece/host/python/environment';
import { viteScript } from '@eyepiece/host/build/ui-build';
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import type { LogEntry } from '../logs/log-entry.ts';
import type { PartCommand, PartDefinition } from './part.ts';
import type { CameraSettings } from '../settings/cameras.ts';
import type { Settings } from '../settings/settings.ts';

const STOP_MS = 10_000;

/** What the parts tell each other through the launcher; it changes when one of them comes back elsewhere. */
export interface Wiring {
  readonly root: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly env: NodeJS.ProcessEnv;
  databaseUrl: string;
  hubPort: number;
  tlsPort: number | undefined;
  /** Undefined for one hub. */
  readonly cluster: ClusterWiring | undefined;
}

/** What several hubs on this machine have in common. */
export interface ClusterWiring {
  readonly redisUrl: string;
  /** Of every hub. The first one is also `hubPort`. */
  readonly ports: readonly number[];
  /** Generated when CLUSTER_TOKEN is not set: all hubs are started by this launcher. */
  readonly token: string;
}

const isListening = (entry: LogEntry): boolean => entry.message === 'listening';

/** The address of one camera of CAMERAS, which may contain a password. Its service gets it as VIDEO_SOURCE. */
const OWN_ADDRESS = /^CAMERA_.+_VIDEO_SOURCE$/;

/** The environment without what is none of the part's business. */
function without(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name) && !OWN_ADDRESS.test(name)));
}

/** The services log their address at level info, so only a more verbose level is possible. */
function logLevel(env: NodeJS.ProcessEnv): string {
  return env['LOG_LEVEL'] === 'debug' ? 'debug' : 'info';
}

/** Only camera services need them. */
const SECRETS_OF_CAMERAS = ['CAMERA_API_TOKEN', 'VIDEO_SOURCE'];

/** A part that logs its address when it listens. */
function part(name: string, command: PartDefinition['command']): PartDefinition {
  return { name, isUp: isListening, stopWithinMs: STOP_MS, command };
}

export function databaseDefinition({ root, settings, env }: Wiring): PartDefinition {
  return part('database', () => ({
    command: process.execPath,
    args: [...nodeArgs(pgliteProcessPath), settings.dataDir],
    cwd: root,
    env: without(env, [...SECRET_NAMES, ...SECRETS_OF_CAMERAS]),
  }));
}

const nodeArgs = (script: string): string[] => ['--disable-warning=ExperimentalWarning', script];

/** @param index of several hubs, from 0 */
export function hubDefinition(wiring: Wiring, index = 0): PartDefinition {
  const { root, settings, secrets, env } = wiring;
  return part(index === 0 ? 'hub' : `hub-${index + 1}`, () => ({
    command: process.execPath,
    args: nodeArgs(join(root, 'hub', 'src', 'main.ts')),
    cwd: root,
    env: {
      // Renditions, thumbnails, passwords and files share libuv's threads; four would make live pictures wait for a thumbnail.
      UV_THREADPOOL_SIZE: '8',
      NODE_ENV: settings.development ? 'development' : 'production',
      UI_DIR: join(root, 'ui', 'dist'),
      CLIENTS_DIR: join(root, 'clients', 'dist'),
      MANUAL_DIR: join(root, 'manual', 'dist'),
      ...without(env, SECRETS_OF_CAMERAS),
      LOG_LEVEL: logLevel(env),
      HUB_HOST: settings.hubHost,
      HUB_PORT: String(wiring.hubPort),
      TLS: settings.tls ?? '',
      TLS_PORT: String(wiring.tlsPort ?? ''),
      BASE_PATH: settings.basePath,
      DATA_DIR: settings.dataDir,
      DATABASE_URL: wiring.databaseUrl,
      CAMERA_TOKEN: secrets.cameraToken,
      JWT_SECRET: secrets.jwtSecret,
      ...clusterVariables(wiring, index),
    },
  }));
}

function clusterVariables(wiring: Wiring, index: number): NodeJS.ProcessEnv {
  const { cluster, settings, env } = wiring;
  if (cluster === undefined) return {};
  return {
    REDIS_URL: cluster.redisUrl,
    CLUSTER_TOKEN: cluster.token,
    HUB_ADVERTISE_URL: hubUrl(wiring, index),
    STORE_URL: env['STORE_URL'] || settings.dataDir,
    // The first hub has the folder and the ports of a single one.
    ...(index > 0 && {
      DATA_DIR: hubDataDir(wiring, index),
      HUB_PORT: String(cluster.ports[index]),
      TLS: 'off',
      TLS_PORT: '',
    }),
  };
}

/** The data folder of a hub. @param index of several hubs, from 0 */
export function hubDataDir({ settings: { dataDir } }: Wiring, index: number): string {
  return index === 0 ? dataDir : join(dataDir, 'hubs', String(index + 1));
}

/** The hub's. HUB_CA is for cameras on other machines: the link within this one needs no TLS. */
const TLS_NAMES = ['TLS', 'TLS_PORT', 'TLS_CERT', 'TLS_KEY', 'TLS_NAMES', 'HUB_CA'];
const SECRET_NAMES = [
  'JWT_SECRET',
  'CAMERA_TOKEN',
  'CLUSTER_TOKEN',
  'DATABASE_URL',
  'REDIS_URL',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'EYEPIECE_ADMIN_EMAIL',
  'EYEPIECE_ADMIN_PASSWORD',
];

/** @param hub index of the hub that the camera dials */
export function cameraDefinition(wiring: Wiring, camera: CameraSettings, hub = 0): PartDefinition {
  const { root, settings, secrets, env } = wiring;
  const command = (): PartCommand => ({
    command: venvPython(root),
    args: ['-m', 'camera_ws'],
    cwd: root,
    env: {
      ...without(env, [...SECRET_NAMES, ...TLS_NAMES]),
      ...camera.env,
      LOG_LEVEL: logLevel(env),
      PYTHONPATH: join(root, 'camera-ws', 'src'),
      PYTHONUNBUFFERED: '1',
      HUB_URL: hubUrl(wiring, hub),
      CAMERA_TOKEN: secrets.cameraToken,
      CAMERA_ID: camera.id,
      CAMERA_DRIVER: camera.driver,
      CAMERA_HOST: camera.host,
      CAMERA_PORT: String(camera.port),
      CAMERA_DATA_DIR: join(settings.dataDir, 'cameras', camera.id),
      CAMERA_NAME: camera.name,
    },
  });
  // People sign in, see the library and read why a camera fails without it.
  return { ...part(camera.id, command), isOptional: true };
}

const DEV_STOP_MS = 2_000;

/** Vite's dev server in front of the hub. */
export function devServerDefinition(wiring: Wiring): PartDefinition {
  const { root, settings, env } = wiring;
  return {
    name: 'ui',
    isUp: (entry) => devServerPort(entry) !== undefined,
    stopWithinMs: DEV_STOP_MS,
    command: () => ({
      command: process.execPath,
      args: [viteScript(root), '--host', settings.hubHost, '--clearScreen', 'false'],
      cwd: join(root, 'ui'),
      env: { ...without(env, [...SECRET_NAMES, ...SECRETS_OF_CAMERAS]), HUB_URL: hubUrl(wiring), NO_COLOR: '1' },
    }),
  };
}

/** The port in the line `➜  Local:   http://localhost:5173/`. */
export function devServerPort(entry: LogEntry): number | undefined {
  const port = /Local:\s+https?:\/\/[^/]*:(\d+)\//.exec(entry.message)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The hub's address for other processes of this machine. */
export function hubUrl({ settings, hubPort, cluster }: Wiring, index = 0): string {
  const anywhere = ['0.0.0.0', '::'].includes(settings.hubHost);
  const host = anywhere ? '127.0.0.1' : settings.hubHost.includes(':') ? `[${settings.hubHost}]` : settings.hubHost;
  return `http://${host}:${index === 0 ? hubPort : (cluster?.ports[index] ?? hubPort)}${settings.basePath}`;
}
