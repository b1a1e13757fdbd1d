/** Where the files of captures are: STORE_URL and the variables of S3, see docs/reference/configuration.md. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface S3Location {
  readonly kind: 's3';
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Undefined: the address of AWS for the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Whether the bucket is in the path of addresses instead of the host name. */
  readonly pathStyle: boolean;
  /** Local folder for uploads in progress and for copies that are decoded. */
  readonly scratch: string;
}

export interface FolderLocation {
  readonly kind: 'folder';
  readonly root: string;
  /** Whether other hubs may use the folder at the same time. */
  readonly shared: boolean;
}

export type StoreLocation = S3Location | FolderLocation;

type Environment = Readonly<Record<string, string | undefined>>;

/** An invalid variable. The message names it. */
export class StoreLocationError extends Error {
  override readonly name = 'StoreLocationError';
}

/** Whether the files of captures are in the data folder of this hub, and no other hub uses them. */
export function isOwnFolder(location: StoreLocation): boolean {
  return location.kind === 'folder' && !location.shared;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^[\w.-]+(\/[\w.-]+)*$/;
const DEFAULT_REGION = 'us-east-1';

/** @throws {StoreLocationError} */
export function storeLocation(env: Environment, dataDir: string): StoreLocation {
  const url = textOf(env, 'STORE_URL');
  if (url === undefined) return { kind: 'folder', root: resolve(dataDir), shared: false };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'folder', root: resolve(url), shared: true };
  if (scheme === 'file') return { kind: 'folder', root: folderOf(url), shared: true };
  if (scheme !== 's3') throw wrong('STORE_URL', url, 'must be a folder, file:///folder or s3://bucket/prefix');
  return s3Location(url, env, dataDir);
}

function s3Location(url: string, env: Environment, dataDir: string): S3Location {
  const [bucket = '', ...rest] = url.slice('s3://'.length).split('/');
  const prefix = rest.join('/').replace(/\/$/, '');
  if (!BUCKET.test(bucket)) throw wrong('STORE_URL', url, 'must name a bucket: 3 to 63 lower-case letters, digits, dots and hyphens');
  if (prefix !== '' && (!PREFIX.test(prefix) || prefix.split('/').some((part) => /^\.+$/.test(part))))
    throw wrong('STORE_URL', url, 'may have a prefix of letters, digits, dots, hyphens and slashes');
  const endpoint = endpointOf(env);
  return {
    kind: 's3',
    bucket,
    prefix,
    endpoint,
    region: textOf(env, 'AWS_REGION') ?? textOf(env, 'AWS_DEFAULT_REGION') ?? DEFAULT_REGION,
    pathStyle: onOrOff(env, 'S3_PATH_STYLE') ?? endpoint !== undefined,
    scratch: join(resolve(dataDir), 's3-scratch'),
  };
}

function endpointOf(env: Environment): string | undefined {
  const endpoint = textOf(env, 'S3_ENDPOINT');
  if (endpoint === undefined) return undefined;
  const parsed = URL.parse(endpoint);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw wrong('S3_ENDPOINT', endpoint, 'must be an http:// or https:// address');
  if (parsed.username !== '' || parsed.password !== '')
    throw new StoreLocationError('S3_ENDPOINT=…: may not hold credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  return endpoint;
}

function folderOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw wrong('STORE_URL', url, 'must be an absolute path after file://');
  }
}

function onOrOff(env: Environment, name: string): boolean | undefined {
  const value = textOf(env, name);
  if (value === undefined) return undefined;
  if (value !== 'on' && value !== 'off') throw wrong(name, value, 'must be on or off');
  return value === 'on';
}

function textOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function wrong(name: string, value: string, reason: string): StoreLocationError {
  return new StoreLocationError(`${name}=${value}: ${reason}`);
}
