/** The several hubs of a deployment as processes, with the proxy and the engines that its files name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '@eyepiece/harness/system/programs';
import { RestartableService } from '@eyepiece/harness/system/processes/restartable-service';
import { cameraCommand, hubCommand } from '@eyepiece/harness/system/processes/service-process';
import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import { freePort } from '@eyepiece/host/free-port';
import { startRedis } from '@eyepiece/host/programs/redis';
import { startS3 } from '@eyepiece/host/programs/s3';
import { makeCertificate, type Certificate } from '../support/proxy.ts';
import { ADMIN, CAMERA_TOKEN } from '../support/system.ts';
import { composeHubs, kubernetesHubs, type DeployedHub, type Values } from './deployment.ts';
import { composeFront, ingressFront, type Front } from './front.ts';

const S3 = { bucket: 'captures', credentials: { accessKeyId: 'eyepiece', secretAccessKey: 'secretofthes3server' } };
const REDIS_PASSWORD = 'passwordofredis';
const SECRETS = {
  POSTGRES_PASSWORD: 'passwordofpostgres',
  REDIS_PASSWORD,
  S3_SECRET_KEY: S3.credentials.secretAccessKey,
  CLUSTER_TOKEN: 'tokenofthetestsbetweenhubs000000',
  CAMERA_TOKEN,
  JWT_SECRET: 'a signing key of the tests, 32+ characters',
  EYEPIECE_ADMIN_EMAIL: ADMIN.email,
  EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
};

export type Kind = 'docker-compose.cluster.yml' | 'deploy/kubernetes';

export interface Topology {
  /** Each keeps its address and its folder when it starts again. */
  readonly hubs: readonly RestartableService[];
  readonly front: Front;
  readonly certificate: Certificate;
  /** A camera service that dials the proxy. */
  startCamera(id: string, env: Values): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
}

export async function startTopology(kind: Kind, basePath: string): Promise<Topology> {
  const ends: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  const kept = <T extends { close(): Promise<void> }>(part: T): T => {
    ends.push(() => part.close());
    return part;
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-topology-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    const database = kept(await createHubDatabase());
    const redis = kept(await startRedis(['--requirepass', REDIS_PASSWORD]));
    const s3 = kept(await startS3(CHECKOUT, S3));
    const deployed = deployedHubs(kind, basePath);
    const ports = await Promise.all(deployed.map(freePort));
    const addresses = deployed.map(({ host }, index) => [`${host}:3000`, `127.0.0.1:${String(ports[index])}`] as const);
    const hubs = deployed.map(({ env }, index) => {
      const here = { redis: new URL(redis.url).host, s3: s3.endpoint, databaseUrl: database.url, addresses };
      const own = { DATA_DIR: join(folder, `hub-${String(index)}`), HUB_HOST: '127.0.0.1', HUB_PORT: String(ports[index]) };
      const hub = new RestartableService(`hub ${String(index)}`, () => hubCommand({ ...onThisMachine(env, here), ...own }));
      return kept(hub);
    });
    // At the same time, as containers do.
    await Promise.all(hubs.map((hub) => hub.start()));
    const certificate = await makeCertificate(folder);
    const makeFront = kind === 'deploy/kubernetes' ? ingressFront : composeFront;
    const front = await makeFront({ folder: join(folder, 'nginx'), certificate, hubs: addresses });
    kept(front.proxy);
    const startCamera = async (id: string, env: Values): Promise<void> => {
      const link = { HUB_URL: front.cameraUrl + basePath, SSL_CERT_FILE: certificate.certFile, CAMERA_TOKEN, CAMERA_ID: id };
      const camera = kept(new RestartableService(id, () => cameraCommand({ ...link, CAMERA_DATA_DIR: join(folder, id), ...env })));
      await camera.start();
    };
    return { hubs, front, certificate, startCamera, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function deployedHubs(kind: Kind, basePath: string): DeployedHub[] {
  if (kind === 'docker-compose.cluster.yml') return composeHubs({ ...SECRETS, BASE_PATH: basePath });
  const { POSTGRES_PASSWORD: _ofCompose, S3_SECRET_KEY: AWS_SECRET_ACCESS_KEY, ...secrets } = SECRETS;
  const own = { ...secrets, REDIS_URL: `redis://:${REDIS_PASSWORD}@redis:6379`, AWS_ACCESS_KEY_ID: S3.credentials.accessKeyId };
  return kubernetesHubs({ ...own, AWS_SECRET_ACCESS_KEY });
}

interface Here {
  readonly redis: string;
  readonly s3: string;
  readonly databaseUrl: string;
  readonly addresses: readonly (readonly [string, string])[];
}

/** Replaces host names, and the network of the proxy. */
function onThisMachine(env: Values, { redis, s3, databaseUrl, addresses }: Here): Values {
  const hosts = [
    ...addresses,
    ['redis:6379', redis],
    ['http://s3:7070', s3],
    ['https://s3.example', s3],
    ['10.0.0.0/8', '127.0.0.0/8'],
  ] as const;
  const local = (value: string): string => hosts.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  const replaced = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, local(value)]));
  return { ...replaced, DATABASE_URL: databaseUrl };
}
