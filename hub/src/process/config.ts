/**
 * The hub's configuration from environment variables, see docs/reference/configuration.md. Two other files read the environment:
 * secrets.ts its keys, and main.ts whether a supervisor started it.
 */
import { resolve } from 'node:path';
import { DEFAULT_LIMITS, type Limits } from './limits/limits.ts';
import { isOwnFolder, storeLocation, StoreLocationError, type StoreLocation } from '../library/store/location.ts';
import type { TrustProxy } from '../network/client.ts';
import type { OperatorFiles } from '../network/tls/operator-certificate.ts';
import { environmentSchema, type Values } from './environment.ts';

const DEFAULT_TLS_PORT = 3443;

/** Variables whose values are never printed. An address may contain a password. */
const SECRET = /PASSWORD|TOKEN|SECRET|DATABASE_URL|REDIS_URL|ADVERTISE_URL|PUBLIC_URL/;

export interface TlsConfig {
  readonly port: number;
  /** Whether the operator chose the port or the certificate: the hub then does not start without HTTPS. */
  readonly required: boolean;
  /** The operator's certificate; undefined for one of the local authority. */
  readonly files: OperatorFiles | undefined;
  /** Further names of this machine for the local certificate. */
  readonly names: readonly string[];
  /** Duration for which browsers remember that this host uses HTTPS. Sent only with the operator's certificate. */
  readonly hstsSeconds: number;
}

/** Several hubs that are one workstation. */
export interface ClusterConfig {
  readonly redisUrl: string;
  /** Address at which other hubs reach this one, without a trailing slash. */
  readonly advertiseUrl: string;
  /** Authenticates hubs to each other. */
  readonly token: string;
  /** PEM file with the authorities of the certificates of other hubs; undefined for the authorities that Node.js knows. */
  readonly caFile?: string | undefined;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined: no HTTPS port. */
  readonly tls: TlsConfig | undefined;
  readonly dataDir: string;
  /** The files of captures. */
  readonly store: StoreLocation;
  readonly databaseUrl: string;
  /** Of the environment. An address with a password does not need it. */
  readonly databasePassword: string | undefined;
  readonly uiDir: string;
  /** The packages of the clients, see `scripts/clients`. */
  readonly clientsDir: string;
  readonly manualDir: string;
  /** How long a camera may take to answer a command, ms. */
  readonly serviceTimeoutMs: number;
  readonly defaultCamera: string | undefined;
  readonly admin: { readonly email: string | undefined; readonly password: string | undefined };
  readonly sessionSeconds: number;
  /** Additional origins that may send cookies, for a hub published under another name. */
  readonly allowedOrigins: readonly string[];
  /** Whose pages may use the API with a token. */
  readonly corsOrigins: readonly string[];
  /** Path under which the hub is published, without a trailing slash: /eyepiece; empty at the root. */
  readonly basePath: string;
  /** Address under which people reach the hub, for share links; without a trailing slash. */
  readonly publicUrl: string | undefined;
  /** Reverse proxies whose X-Forwarded headers are trusted: their number or their networks. */
  readonly trustProxy: TrustProxy;
  /** Bearer token for Prometheus. Without it only signed-in users can read the metrics. */
  readonly metricsToken: string | undefined;
  readonly maxCaptureBytes: number;
  /** Disk space that captures leave free. All other client data leaves half of it free. */
  readonly diskReserveBytes: number;
  /** How long entries of the audit trail are kept, days. */
  readonly auditDays: number;
  readonly logLevel: string;
  readonly limits: Limits;
  /** Undefined: one hub, which uses no Redis. */
  readonly cluster: ClusterConfig | undefined;
}

/** An invalid variable. The message is one line with its name and the reason. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function limitsOf(values: Values): Limits {
  return {
    ...DEFAULT_LIMITS,
    http: {
      ...DEFAULT_LIMITS.http,
      maxConnections: values.MAX_CONNECTIONS,
      maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS,
    },
    sockets: {
      ...DEFAULT_LIMITS.sockets,
      maxPerUser: values.SOCKETS_PER_USER,
      maxPerShare: values.SOCKETS_PER_LINK,
      maxPerAddress: values.SOCKETS_PER_ADDRESS,
    },
  };
}

/** @throws {ConfigError} */
function tlsOf(values: Values): TlsConfig | undefined {
  const { TLS: tls, TLS_PORT: wanted, TLS_CERT: certFile, TLS_KEY: keyFile, TLS_NAMES: names, HSTS_DAYS: days } = values;
  if (certFile !== undefined && keyFile === undefined)
    throw new ConfigError('TLS_KEY is missing: TLS_CERT needs the key of the certificate');
  if (keyFile !== undefined && certFile === undefined)
    throw new ConfigError('TLS_CERT is missing: TLS_KEY needs the certificate of the key');
  const files = certFile !== undefined && keyFile !== undefined ? { certFile: resolve(certFile), keyFile: resolve(keyFile) } : undefined;
  const ownNames = [...names, ...securelyAdvertised(values)].filter((name, index, all) => all.indexOf(name) === index);
  // A proxy has HTTPS of its own. On a second port its clients could claim any address.
  const hasProxy = typeof values.TRUST_PROXY === 'number' ? values.TRUST_PROXY > 0 : values.TRUST_PROXY.length > 0;
  if (tls === 'off' || (tls === undefined && files === undefined && hasProxy)) return undefined;
  const tlsPort = wanted ?? DEFAULT_TLS_PORT;
  if (tlsPort === values.HUB_PORT && tlsPort !== 0) throw new ConfigError(`TLS_PORT=${tlsPort}: is the same as HUB_PORT`);
  const required = tls === 'on' || files !== undefined || wanted !== undefined;
  return { port: tlsPort, required, files, names: ownNames, hstsSeconds: days * 24 * 3600 };
}

/** The host that other hubs expect in the certificate of this one. */
function securelyAdvertised({ HUB_ADVERTISE_URL: url }: Values): string[] {
  return url?.startsWith('https:') ? [new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')] : [];
}

/** @throws {ConfigError} when some of the variables are missing or do not fit together */
function clusterOf(values: Values): ClusterConfig | undefined {
  const { REDIS_URL: redisUrl, HUB_ADVERTISE_URL: advertiseUrl, CLUSTER_TOKEN: token, CLUSTER_CA: ca } = values;
  if (redisUrl === undefined) {
    const without = (name: string): ConfigError =>
      new ConfigError(`REDIS_URL is missing: ${name} is only for several hubs, which need Redis`);
    if (advertiseUrl !== undefined) throw without('HUB_ADVERTISE_URL');
    if (token !== undefined) throw without('CLUSTER_TOKEN');
    if (ca !== undefined) throw without('CLUSTER_CA');
    return undefined;
  }
  if (advertiseUrl === undefined)
    throw new ConfigError('HUB_ADVERTISE_URL is missing: with REDIS_URL, other hubs need the address of this one');
  if (token === undefined)
    throw new ConfigError('CLUSTER_TOKEN is missing: with REDIS_URL, hubs need a common token of at least 32 characters');
  if (new URL(advertiseUrl).pathname.replace(/^\/$/, '') !== values.BASE_PATH)
    throw new ConfigError(`HUB_ADVERTISE_URL=${advertiseUrl}: must end with BASE_PATH, ${values.BASE_PATH || 'which is not set'}`);
  return { redisUrl, advertiseUrl, token, caFile: ca === undefined ? undefined : resolve(ca) };
}

/** @throws {ConfigError} when its path is not that of the hub */
function publicUrlOf({ PUBLIC_URL: url, BASE_PATH: basePath }: Values): string | undefined {
  if (url !== undefined && new URL(url).pathname.replace(/^\/$/, '') !== basePath)
    throw new ConfigError(`PUBLIC_URL=${url}: must end with BASE_PATH, ${basePath || 'which is not set'}`);
  return url;
}

/** @throws {ConfigError} */
function storeOf(env: Readonly<Record<string, string | undefined>>, { DATA_DIR: dataDir, REDIS_URL: redisUrl }: Values): StoreLocation {
  try {
    const location = storeLocation(env, dataDir);
    if (redisUrl !== undefined && isOwnFolder(location))
      throw new ConfigError('STORE_URL is missing: with REDIS_URL, hubs need a common folder or bucket for captures');
    return location;
  } catch (error) {
    throw error instanceof StoreLocationError ? new ConfigError(error.message) : error;
  }
}

/** @throws {ConfigError} for the first invalid variable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // docker compose passes unset variables as empty ones.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    const shown = SECRET.test(name) ? '…' : (env[name] ?? '');
    throw new ConfigError(`${name}=${shown}: ${issue?.message ?? 'is not valid'}`);
  }
  const values = parsed.data;
  return {
    host: values.HUB_HOST,
    port: values.HUB_PORT,
    tls: tlsOf(values),
    dataDir: resolve(values.DATA_DIR),
    store: storeOf(given, values),
    databaseUrl: values.DATABASE_URL,
    databasePassword: values.PGPASSWORD,
    uiDir: resolve(values.UI_DIR),
    clientsDir: resolve(values.CLIENTS_DIR),
    manualDir: resolve(values.MANUAL_DIR),
    serviceTimeoutMs: values.SERVICE_TIMEOUT,
    defaultCamera: values.DEFAULT_CAMERA,
    admin: { email: values.EYEPIECE_ADMIN_EMAIL, password: values.EYEPIECE_ADMIN_PASSWORD },
    sessionSeconds: Math.round(values.SESSION_HOURS * 3600),
    allowedOrigins: values.ALLOWED_ORIGINS,
    corsOrigins: values.CORS_ORIGINS,
    basePath: values.BASE_PATH,
    publicUrl: publicUrlOf(values),
    metricsToken: values.METRICS_TOKEN,
    trustProxy: values.TRUST_PROXY,
    maxCaptureBytes: values.MAX_CAPTURE_MB * 1024 * 1024,
    diskReserveBytes: values.DISK_RESERVE_MB * 1024 * 1024,
    auditDays: values.AUDIT_DAYS,
    logLevel: values.LOG_LEVEL,
    limits: limitsOf(values),
    cluster: clusterOf(values),
  };
}
