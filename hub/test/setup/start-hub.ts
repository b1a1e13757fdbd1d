/** A complete hub on a free port with its own database and folder, for tests over real sockets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientToServerEvents, ErrorBody, HandshakeAuth, LoginResult, Role, ServerToClientEvents, User } from '@eyepiece/shared-types';
import pino, { type Logger } from 'pino';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import type { Config } from '../../src/process/config.ts';
import type { ControlTiming } from '../../src/control/lease/timing.ts';
import { createHub, type Hub } from '../../src/process/opening/hub.ts';
import type { LinkTiming } from '../../src/ingest/transport/link-pings.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/process/limits/limits.ts';
import type { SessionTiming } from '../../src/sessions/parts.ts';
import { storeLocation } from '../../src/library/store/location.ts';
import { Audit } from '../../src/people/audit/audit.ts';
import type { AuditEventRow } from '../../src/persistence/entities/people/audit-event.ts';
import { openDatabase } from '../../src/persistence/orm/orm.ts';
import { MIGRATED } from '../persistence/templates.ts';
import { assertDocumented, checkReplies } from './documented.ts';
import { FakeCamera, type FakeCameraOptions } from './fake-camera.ts';

export type TestClient = Socket<ServerToClientEvents, ClientToServerEvents>;

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
export const SECRETS = { cameraToken: 'camera-token-of-the-tests', jwtSecret: 'a signing key of the tests, 32+ characters' };

/** No test that succeeds waits for these: a busy machine must not lose a camera or miss an answer. */
const PATIENT_LINK: LinkTiming = { pingIntervalMs: 10_000, helloDeadlineMs: 60_000 };
const PATIENT_SERVICE_MS = 60_000;

export interface TestHub {
  readonly hub: Hub;
  readonly url: string;
  readonly dataDir: string;
  readonly cameraToken: string;
  /** Signs in, by default as the administrator. */
  login(email?: string, password?: string): Promise<LoginResult>;
  /** Creates a user with the role, and signs in. */
  person(role: Role): Promise<{ user: User; token: string; password: string }>;
  /** Sends a REST request. */
  api(path: string, init?: RequestInit & { token?: string; json?: unknown }): Promise<Response>;
  /** Sends a GET request unchanged: fetch() normalizes paths and adds cache headers. */
  raw(path: string, headers?: Record<string, string>): Promise<{ status: number; headers: IncomingHttpHeaders }>;
  camera(options?: Partial<FakeCameraOptions>): FakeCamera;
  connectCamera(options?: Partial<FakeCameraOptions>): Promise<FakeCamera>;
  /** Connects a stock Socket.IO client. `prepare` adds listeners before the first event can arrive. */
  client(
    auth: HandshakeAuth,
    options?: Partial<ManagerOptions & SocketOptions>,
    prepare?: (client: TestClient) => void,
  ): Promise<TestClient>;
  /** The audit trail, newest first. */
  audit(): Promise<AuditEventRow[]>;
  /** Stops the hub and starts another on the same port, database and folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly control?: ControlTiming;
  readonly sessions?: SessionTiming;
  readonly link?: LinkTiming;
  readonly limits?: Limits;
  readonly logger?: Logger;
  /** How often the certificate of HTTPS is checked. */
  readonly certificateEveryMs?: number;
  /** Shared with other hubs, and closed by the test; by default one of its own. */
  readonly database?: TemporaryDatabase;
}

/** An error has a code that the OpenAPI document names. */
async function checkError(method: string, address: string, response: Response): Promise<void> {
  const path = /^\/api\/v1(\/[^?]*)/.exec(address)?.[1];
  if (path === undefined || response.status < 400 || method === 'HEAD') return;
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as ErrorBody | undefined;
  if (body?.code !== undefined) assertDocumented(method, path, body.code);
}

export async function startHub(
  overrides: Partial<Config> = {},
  { control, sessions, link = PATIENT_LINK, limits, logger, certificateEveryMs, database: given }: StartOptions = {},
): Promise<TestHub> {
  const database = given ?? (await createTemporaryDatabase(MIGRATED));
  const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-hub-'));
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    dataDir,
    store: storeLocation({}, dataDir),
    databaseUrl: database.url,
    uiDir: join(dataDir, 'ui'),
    clientsDir: join(dataDir, 'clients'),
    manualDir: join(dataDir, 'manual'),
    serviceTimeoutMs: PATIENT_SERVICE_MS,
    defaultCamera: undefined,
    admin: ADMIN,
    sessionSeconds: 3600,
    allowedOrigins: [],
    corsOrigins: [],
    trustProxy: 0,
    basePath: '',
    publicUrl: undefined,
    metricsToken: undefined,
    databasePassword: undefined,
    maxCaptureBytes: 4 * 1024 * 1024,
    diskReserveBytes: 256 * 1024 * 1024,
    auditDays: 730,
    logLevel: 'silent',
    limits: limits ?? DEFAULT_LIMITS,
    cluster: undefined,
    ...overrides,
  };
  const timing = { link, lingerMs: 100, healthEveryMs: 250, certificateEveryMs, control, sessions };
  const start = (port: number) =>
    createHub({
      config: { ...config, port },
      secrets: SECRETS,
      logger: logger ?? pino({ level: config.logLevel }),
      version: '0.0.0-test',
      timing,
    });
  let hub = await start(config.port).catch(async (error: unknown) => {
    if (!given) await database.close();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const url = `http://127.0.0.1:${hub.port}${config.basePath}`;
  const clients = new Set<TestClient>();
  const cameras = new Set<FakeCamera>();
  let people = 0;
  let adminToken: string | undefined;

  const self: TestHub = {
    get hub() {
      return hub;
    },
    url,
    dataDir,
    cameraToken: SECRETS.cameraToken,

    login: async (email = ADMIN.email, password = ADMIN.password) => {
      const response = await self.api('/auth/login', { method: 'POST', json: { email, password } });
      if (!response.ok) throw new Error(`login: ${response.status} ${await response.text()}`);
      return (await response.json()) as LoginResult;
    },

    person: async (role) => {
      const password = 'a password of the tests';
      const email = `${role}-${people++}@example.org`;
      const create = (token: string): Promise<Response> =>
        self.api('/users', { method: 'POST', token, json: { email, name: `The ${role}`, role, password } });
      // Each sign-in costs the hashing of a password.
      let response = await create((adminToken ??= (await self.login()).access_token));
      if (response.status === 401) response = await create((adminToken = (await self.login()).access_token));
      const user = (await response.json()) as User;
      return { user, password, token: (await self.login(email, password)).access_token };
    },

    api: async (path, { token, json, ...init } = {}) => {
      const headers = new Headers(init.headers);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const address = path.startsWith('/api') || path.startsWith('/ingest') || path === '/' ? path : `/api/v1${path}`;
      const response = await fetch(`${url}${address}`, { ...init, headers, ...(json !== undefined && { body: JSON.stringify(json) }) });
      await checkError(init.method ?? 'GET', address, response);
      return response;
    },

    raw: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(url);
        request({ hostname, port, path, headers }, (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        })
          .on('error', reject)
          .end();
      }),

    camera: (options = {}) => {
      const camera = new FakeCamera({ hubUrl: url, token: SECRETS.cameraToken, ...options });
      cameras.add(camera);
      return camera;
    },

    connectCamera: async (options) => {
      const camera = self.camera(options);
      await camera.connect();
      return camera;
    },

    client: (auth, options = {}, prepare) =>
      new Promise((resolve, reject) => {
        const path = `${config.basePath}/socket.io/`;
        const client: TestClient = io(new URL(url).origin, {
          path,
          auth,
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          ...options,
        });
        clients.add(client);
        checkReplies(client);
        prepare?.(client);
        client.once('connect', () => resolve(client));
        client.once('connect_error', reject);
      }),

    audit: async () => {
      const trail = await openDatabase({ url: database.url, logger: pino({ level: 'silent' }) });
      try {
        return await new Audit(trail).list();
      } finally {
        await trail.close();
      }
    },

    restart: async () => {
      await hub.close();
      hub = await start(Number(new URL(url).port));
    },

    close: async () => {
      for (const client of clients) client.disconnect();
      for (const camera of cameras) await camera.close();
      await hub.close();
      if (!given) await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return self;
}
