/** Which hub is the home of a camera, with two hubs that share Redis and the issue of fences. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LINK_CLOSE, RPC_ERROR } from '@eyepiece/shared-types';
import { startRedis, type RunningRedis } from '@eyepiece/host/programs/redis';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { HomeKeys } from '../../../src/cluster/homes/home-keys.ts';
import { Homes, type HomesParts } from '../../../src/cluster/homes/homes.ts';
import { Redis } from '../../../src/cluster/redis/redis.ts';
import type { CameraLink } from '../../../src/ingest/camera-link.ts';
import { LinkServer } from '../../../src/ingest/link-server.ts';
import { CameraRegistry } from '../../../src/ingest/registry.ts';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { FakeCamera } from '../../setup/fake-camera.ts';

const TOKEN = 'camera-token-of-the-tests';
const logger = pino({ level: 'silent' });
/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
const PATIENT = { timeout: 60_000 };

class Hub {
  readonly id = randomUUID();
  readonly registry = new CameraRegistry();
  readonly homes: Homes;
  lastLink: CameraLink | undefined;
  readonly #http: Server = createServer();
  readonly #links: LinkServer;

  constructor(parts: Pick<HomesParts, 'fences' | 'keys'> & Partial<HomesParts>) {
    const askHome = (): Promise<void> => Promise.resolve();
    this.homes = new Homes({ hubId: this.id, registry: this.registry, logger, renewMs: 20, askHome, ...parts });
    this.#links = new LinkServer({
      cameraToken: TOKEN,
      onHello: (hello, link) => this.registry.attach(hello, link),
      claim: (hello, link) => {
        this.lastLink = link;
        return this.homes.claim(hello, link);
      },
      addressOf: () => '127.0.0.1',
      limits: DEFAULT_LIMITS.links,
      refuse: (socket) => socket.destroy(),
      timing: { pingIntervalMs: 10_000, helloDeadlineMs: 60_000 },
    });
    this.#http.on('upgrade', (request, socket, head) => this.#links.upgrade(request, socket, head));
  }

  async listen(): Promise<this> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  online(): boolean {
    return this.registry.get('cam')?.online ?? false;
  }

  order(): Promise<unknown> {
    return this.registry.get('cam')?.request('settings.export', {}, 60_000) ?? Promise.reject(new Error('no camera'));
  }

  async close(): Promise<void> {
    await this.homes.close();
    this.#links.close();
    this.registry.close();
    this.#http.close();
  }
}

let server: RunningRedis;
let redis: Redis;
let stored: number;
const opened: { close(): Promise<void> }[] = [];

const fences: HomesParts['fences'] = {
  claim: (_cameraId, seen) => Promise.resolve((stored = Math.max(stored, seen) + 1)),
  storeLate: () => Promise.resolve(),
};

async function hub(parts: Partial<HomesParts> = {}): Promise<Hub> {
  const made = await new Hub({ fences, keys: new HomeKeys(redis), ...parts }).listen();
  opened.push(made);
  return made;
}

function camera({ url }: Hub, instanceId?: string): FakeCamera {
  const made = new FakeCamera({ hubUrl: url, token: TOKEN, cameraId: 'cam' });
  if (instanceId !== undefined) made.instance = { instanceId };
  opened.push(made);
  return made;
}

beforeAll(async () => {
  server = await startRedis();
  redis = await Redis.open({ url: server.url, logger });
});
beforeEach(async () => {
  stored = 0;
  await redis.send(['FLUSHALL']);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(async () => {
  redis.close();
  await server.close();
});

it('gives the camera service a fence before the first order', async () => {
  const a = await hub();
  const service = camera(a);
  await expect(service.connect()).resolves.toMatchObject({ fence: 1, hubId: a.id });
  await expect.poll(() => a.online(), PATIENT).toBe(true);
  a.registry.get('cam')?.setDemand({ streaming: true });
  await expect(a.order()).resolves.toHaveProperty('file');
  await expect.poll(() => service.demands, PATIENT).toEqual([{ streaming: true }]);
  await expect.poll(async () => String(await redis.send(['GET', redis.key('home', 'cam')])), PATIENT).toBe(`1 ${a.id}`);
});

it('moves the home to the hub that the service dials next; the old one hears of it from Redis and closes with "replaced"', async () => {
  const [a, b] = [await hub(), await hub()];
  const service = camera(a);
  await service.connect();
  await expect.poll(() => a.online(), PATIENT).toBe(true);
  const closed = new Promise<unknown>((resolve) => service.socket.once('close', (code, reason) => resolve([code, reason.toString()])));
  await expect(service.connect(b.url)).resolves.toMatchObject({ fence: 2, hubId: b.id });
  expect(await closed).toEqual([LINK_CLOSE.replaced, 'replaced']);
  await expect.poll(() => a.online(), PATIENT).toBe(false);
  expect(a.homes.table.of('cam')).toEqual({ fence: 2, hubId: b.id });
  await expect.poll(() => b.online(), PATIENT).toBe(true);
  await expect(b.order()).resolves.toHaveProperty('file');
});

it('lets the service refuse the orders of an old home that does not hear of its end', async () => {
  // Its messages to Redis are lost, and it still has its link.
  const a = await hub({ keys: { publish: () => Promise.reject(new Error('cut off')) } });
  const b = await hub();
  const service = camera(a);
  await service.connect();
  await expect.poll(() => a.online(), PATIENT).toBe(true);
  await service.connect(b.url);
  await expect(a.order()).rejects.toMatchObject({ code: RPC_ERROR.replaced });
  expect(a.homes.table.accepts('cam', 1)).toBe(true);
  // Once it hears of the newer home, it accepts no orders that other hubs pass on.
  a.homes.learn('cam', { fence: 2, hubId: b.id });
  expect([a.homes.table.accepts('cam', 1), a.homes.table.accepts('cam', 2), a.online()]).toEqual([false, false, false]);
});

it('does not claim a camera whose link closed while the fence was issued', async () => {
  const issue = Promise.withResolvers<number>();
  const asked = Promise.withResolvers<undefined>();
  const claim = (): Promise<number> => {
    asked.resolve(undefined);
    return issue.promise;
  };
  const slow = await hub({ fences: { ...fences, claim } });
  const service = camera(slow);
  service.connect().catch(() => undefined);
  await asked.promise;
  await service.close();
  await expect.poll(() => slow.lastLink?.isClosed, PATIENT).toBe(true);
  issue.resolve(7);
  await issue.promise;
  expect(slow.homes.table.of('cam')).toBeUndefined();
  expect(slow.online()).toBe(false);
});

it('refuses a second process while the home still serves the first', async () => {
  const a = await hub();
  const b = await hub({
    askHome: ({ hubId }) => {
      expect(hubId).toBe(a.id);
      return Promise.reject(new RpcFailure({ code: RPC_ERROR.busy, message: 'the camera id cam is in use by the service on lab' }));
    },
  });
  await camera(a, randomUUID()).connect();
  b.homes.learn('cam', { fence: 1, hubId: a.id });
  const second = camera(b, randomUUID());
  await expect(second.connect()).rejects.toThrow('the camera id cam is in use by the service on lab');
  await expect.poll(() => second.closeCode, PATIENT).toBe(LINK_CLOSE.taken);
  expect(a.homes.table.ownFence('cam')).toBe(1);
});

it('renews the key while the hub lives; without Redis local cameras go on', async () => {
  const a = await hub({ keys: new HomeKeys(redis, 300) });
  await camera(a).connect();
  await expect.poll(() => a.online(), PATIENT).toBe(true);
  await redis.send(['DEL', redis.key('home', 'cam')]);
  await expect.poll(async () => String(await redis.send(['GET', redis.key('home', 'cam')])), PATIENT).toBe(`1 ${a.id}`);
  server.pause();
  try {
    await expect(a.order()).resolves.toHaveProperty('file');
    expect(a.online()).toBe(true);
  } finally {
    server.resume();
  }
  await a.homes.close();
  await expect.poll(() => redis.send(['EXISTS', redis.key('home', 'cam')]).catch(() => undefined), PATIENT).toBe(0);
});
