/** What the tests of the deployment read: files of the repository, and the variables of the services. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Not used by a single hub. */
export const FOR_SEVERAL_HUBS = ['REDIS_URL', 'HUB_ADVERTISE_URL', 'CLUSTER_TOKEN'];
export const OPTIONAL_FOR_SEVERAL_HUBS = ['CLUSTER_CA'];
/** The image has folders of its own. */
export const IN_IMAGE = ['DATA_DIR', 'UI_DIR', 'CLIENTS_DIR', 'MANUAL_DIR'];
/** The hubs behind a proxy have no HTTPS of their own. */
export const FOR_HTTPS = ['TLS_PORT', 'TLS_CERT', 'TLS_KEY', 'TLS_NAMES', 'HSTS_DAYS'];
export const OF_SECRETS = ['CAMERA_TOKEN', 'JWT_SECRET'];
/** Read by the AWS SDK. */
const OF_S3 = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** What readConfig reads. */
export const configVariables = (): string[] => variablesOf('hub/src/process/environment.ts', /^ {2}([A-Z_]+): /gm);

/** Every variable that a hub reads. */
export function hubVariables(): Set<string> {
  const ofStore = variablesOf('hub/src/library/store/location.ts', /(?:textOf|onOrOff)\(env, '([A-Z0-9_]+)'\)/g);
  return new Set([...configVariables(), ...ofStore, ...OF_SECRETS, ...OF_S3]);
}

export function namedIn(path: string): string[] {
  return [...read(path).matchAll(/^(\w+)=/gm)].map(([, name = '']) => name).toSorted();
}

/** Variables a service reads, as its configuration names them. */
export function variablesOf(path: string, pattern: RegExp): string[] {
  return [...read(path).matchAll(pattern)].map(([, name = '']) => name.toUpperCase());
}
