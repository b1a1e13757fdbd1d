import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { CAMERA_OPTIONS } from '../launcher/settings/camera-variables.ts';
import {
  configVariables,
  FOR_HTTPS,
  FOR_SEVERAL_HUBS,
  hubVariables,
  IN_IMAGE,
  namedIn,
  OPTIONAL_FOR_SEVERAL_HUBS,
  read,
  root,
  variablesOf,
} from './files.ts';

const serviceSchema = z.looseObject({
  environment: z.record(z.string(), z.string()),
  networks: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
});
const composeSchema = z.object({
  services: z.object({ hub: serviceSchema, 'camera-ws': serviceSchema, 'camera-ws-2': serviceSchema, postgres: serviceSchema }),
  networks: z.object({ internal: z.object({ internal: z.literal(true) }), public: z.object({}) }),
  volumes: z.record(z.string(), z.object({})),
});
const { services } = composeSchema.parse(parse(read('docker-compose.yml'), { merge: true }));

const clusterServiceSchema = serviceSchema.partial({ environment: true }).extend({
  networks: z.union([z.array(z.string()), z.record(z.string(), z.looseObject({ ipv4_address: z.ipv4() }))]),
  extra_hosts: z.array(z.string()).optional(),
});
const clusterSchema = z.object({
  services: z.intersection(
    z.record(z.string(), clusterServiceSchema),
    z.object({ 'hub-1': clusterServiceSchema, 'hub-2': clusterServiceSchema }),
  ),
  networks: z.object({ internal: z.looseObject({ internal: z.boolean() }) }),
});
const namesOf = (networks: readonly string[] | Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(networks) ? (networks as string[]) : Object.keys(networks);

/** The variables that a compose file takes from its environment. */
function takenBy(path: string): string[] {
  const lines = [...read(path).matchAll(/^[^#\n]*?\$\{.*$/gm)].map(([line]) => line);
  const names = lines.flatMap((line) => [...line.matchAll(/\$\{(\w+):[?-]/g)].map(([, name = '']) => name));
  return [...new Set(names)].toSorted();
}

describe('docker-compose.yml', () => {
  it('publishes the hub and nothing else', () => {
    expect(services.hub.ports).toEqual([
      '${HUB_ADDRESS:-0.0.0.0}:${HUB_PORT:-3000}:3000',
      '${HUB_ADDRESS:-0.0.0.0}:${TLS_PORT:-3443}:3443',
    ]);
    expect(services['camera-ws'].ports).toBeUndefined();
    expect(services.postgres.ports).toBeUndefined();
    expect(services['camera-ws'].networks).toEqual(['internal']);
    expect(services.postgres.networks).toEqual(['internal']);
  });

  it('has a second camera that is started only when asked for, with an identity and a spool of its own', () => {
    const { 'camera-ws': first, 'camera-ws-2': second } = services;
    expect(first.profiles).toBeUndefined();
    expect(second).toMatchObject({
      build: first['build'],
      depends_on: first['depends_on'],
      networks: ['internal'],
      profiles: ['two-cameras'],
    });
    expect(second.environment).toMatchObject({ HUB_URL: first.environment['HUB_URL'], CAMERA_ID: '${CAMERA_2_ID:-camera-2}' });
    expect(second.ports).toBeUndefined();
    expect(second.volumes).toEqual(['spool-2:/data']);
    expect(first.volumes).toEqual(['spool:/data']);
  });

  it('has no secret and no default for one', () => {
    const secrets = Object.values(services).flatMap(({ environment }) =>
      Object.entries(environment).filter(([name]) => /TOKEN|SECRET|POSTGRES_PASSWORD|DATABASE_URL/.test(name)),
    );
    expect(secrets.map(([name]) => name).sort()).toEqual([
      'CAMERA_TOKEN',
      'CAMERA_TOKEN',
      'CAMERA_TOKEN',
      'DATABASE_URL',
      'JWT_SECRET',
      'METRICS_TOKEN',
      'POSTGRES_PASSWORD',
    ]);
    // Without METRICS_TOKEN nothing but a signed-in operator reads the metrics.
    const required = secrets.filter(([name]) => name !== 'METRICS_TOKEN');
    expect(required.filter(([, value]) => !/\$\{\w+:\?/.test(value))).toEqual([]);
  });

  it('names every variable it takes in .env.example, and no other', () => {
    expect(namedIn('.env.example')).toEqual(takenBy('docker-compose.yml'));
  });

  it('passes every variable of the hub on, or sets it', () => {
    const left = [...IN_IMAGE, ...FOR_SEVERAL_HUBS, ...OPTIONAL_FOR_SEVERAL_HUBS];
    const variables = configVariables();
    expect(variables.length).toBeGreaterThan(12);
    expect(variables.filter((name) => !left.includes(name) && !(name in services.hub.environment))).toEqual([]);
    expect(IN_IMAGE.filter((name) => !read('hub/Dockerfile').includes(`${name}=`))).toEqual([]);
    expect(Object.keys(services.hub.environment).filter((name) => !hubVariables().has(name))).toEqual([]);
  });

  it('lets the camera services dial the hub below its base path', () => {
    expect(services['camera-ws'].environment['HUB_URL']).toBe('http://hub:3000${BASE_PATH:-}');
    expect(read('hub/Dockerfile')).toMatch(/HEALTHCHECK[^\n]*\n.*BASE_PATH/);
  });
});

describe('docker-compose.cluster.yml', () => {
  const { services: all, networks } = clusterSchema.parse(parse(read('docker-compose.cluster.yml'), { merge: true }));
  const hubs = [all['hub-1'], all['hub-2']];

  it('has two hubs that differ only in their address and folder', () => {
    const [one, other] = hubs.map(({ environment, volumes, networks: used, ...rest }) => {
      const { HUB_ADVERTISE_URL: address, ...common } = environment ?? {};
      return { address, volumes, used, common, rest };
    });
    expect(one?.common).toEqual(other?.common);
    expect(one?.rest).toEqual(other?.rest);
    expect([one?.address, other?.address]).toEqual(['http://hub-1:3000${BASE_PATH:-}', 'http://hub-2:3000${BASE_PATH:-}']);
    expect(one?.volumes).not.toEqual(other?.volumes);
    expect(one?.used).not.toEqual(other?.used);
  });

  it('passes every variable of several hubs on, or sets it, and no unknown one', () => {
    const given = Object.keys(hubs[0]?.environment ?? {});
    // The address of the database has the password.
    const left = new Set([...IN_IMAGE, ...FOR_HTTPS, ...OPTIONAL_FOR_SEVERAL_HUBS, 'PGPASSWORD']);
    expect(configVariables().filter((name) => !left.has(name) && !given.includes(name))).toEqual([]);
    expect(given.filter((name) => !hubVariables().has(name))).toEqual([]);
  });

  it('gives the hubs the addresses under which nginx finds them', () => {
    const addresses = (['hub-1', 'hub-2'] as const).map((name) => {
      const used = all[name].networks;
      return `${name}:${Array.isArray(used) ? '' : (used['internal']?.ipv4_address ?? '')}`;
    });
    expect(all['nginx']?.extra_hosts).toEqual(addresses);
  });

  it('publishes the proxy and nothing else', () => {
    expect(Object.entries(all).flatMap(([name, { ports }]) => (ports === undefined ? [] : [name]))).toEqual(['nginx']);
    expect(Object.entries(all).flatMap(([name, { networks: used }]) => (namesOf(used).includes('public') ? [name] : []))).toEqual([
      'nginx',
    ]);
    expect(networks.internal.internal).toBe(true);
  });

  it('has no secret and no default for one', () => {
    const secrets = Object.values(all).flatMap(({ environment = {} }) =>
      Object.entries(environment).filter(
        ([name]) => /TOKEN|SECRET|PASSWORD|_URL$|AUTH/.test(name) && !/^(STORE|HUB|PUBLIC)_|^HUB_ADVERTISE/.test(name),
      ),
    );
    const optional = new Set(['EYEPIECE_ADMIN_PASSWORD', 'METRICS_TOKEN']);
    expect(secrets.filter(([name, value]) => !optional.has(name) && !/\$\{\w+:\?/.test(value))).toEqual([]);
  });

  it('names every variable it takes in .env.cluster.example, and no other', () => {
    expect(namedIn('.env.cluster.example')).toEqual(takenBy('docker-compose.cluster.yml'));
  });

  it('has the hubs of the proxy', () => {
    const proxied = [...read('deploy/nginx/eyepiece-cluster.conf').matchAll(/^ {4}server (\S+):3000 /gm)].map(([, name]) => name);
    expect(proxied).toEqual(['hub-1', 'hub-2', 'hub-1', 'hub-2', 'hub-1', 'hub-2']);
  });
});

it('names a version for each image', () => {
  const files = ['docker-compose.yml', 'docker-compose.cluster.yml', 'deploy/kubernetes/redis.yaml', 'deploy/grafana/compose.yml'];
  const images = files.flatMap((file) => [...read(file).matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image));
  expect(images.length).toBeGreaterThan(4);
  expect(images.filter((image) => !/:v?\d+(\.\d+)*(-alpine)?$/.test(image))).toEqual([]);
});

it('gives Prometheus and Grafana the files that exist, on this machine only', () => {
  const { services: all } = z
    .object({ services: z.record(z.string(), z.looseObject({ volumes: z.array(z.string()), ports: z.array(z.string()) })) })
    .parse(parse(read('deploy/grafana/compose.yml')));
  const files = Object.values(all).flatMap(({ volumes }) => volumes.filter((volume) => volume.startsWith('.')));
  const sources = files.map((volume) => join('deploy/grafana', volume.split(':')[0] ?? ''));
  // The operator writes it.
  const token = join('deploy', 'prometheus', 'metrics-token');
  expect(sources).toContain(token);
  expect(sources.filter((path) => path !== token && !existsSync(join(root, path)))).toEqual([]);
  expect(files.filter((volume) => !volume.endsWith(':ro'))).toEqual([]);
  expect(Object.values(all).flatMap(({ ports }) => ports.filter((port) => !port.startsWith('127.0.0.1:')))).toEqual([]);
  expect(read('.gitignore')).toContain('/deploy/prometheus/metrics-token');
});

// While the database is away, /ready fails at all hubs, and live pictures need connections then too.
it('does not end or hide a hub whose database is away', () => {
  for (const file of ['deploy/kubernetes/hubs.yaml', 'hub/Dockerfile']) expect(read(file)).not.toMatch(/^[^#\n]*\/ready/m);
});

describe.each(['hub/Dockerfile', 'camera-ws/Dockerfile'])('%s', (path) => {
  it('does not run as root and has a health check', () => {
    expect(read(path)).toMatch(/^USER (node|camera)$/m);
    expect(read(path)).toMatch(/^HEALTHCHECK /m);
  });
});

it('keeps the HTTP API of a camera service inside its container', () => {
  expect(read('camera-ws/Dockerfile')).toContain('CAMERA_HOST=127.0.0.1');
  expect(read('camera-ws/Dockerfile')).not.toMatch(/^EXPOSE /m);
});

it('copies every workspace manifest that npm needs for the lock file', () => {
  const manifest = z.object({ workspaces: z.array(z.string()) }).parse(JSON.parse(read('package.json')));
  const dockerfile = read('hub/Dockerfile');
  expect(manifest.workspaces.filter((workspace) => !dockerfile.includes(`COPY ${workspace}/package.json ${workspace}/`))).toEqual([]);
});

/** A package of ours exports its sources: `@eyepiece/host/env-file` is host/src/env-file.ts. */
function fileOf(importer: string, specifier: string): string {
  const [, workspace = '', name = ''] = /^@eyepiece\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  return workspace === '' ? join(importer, '..', specifier) : join(workspace, 'src', `${name}.ts`);
}

/** Files of ours that a program loads, itself among them: types are not loaded. */
function loadedBy(path: string, known = new Set<string>()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  for (const [, from = ''] of read(path).matchAll(/^(?:import|export) (?!type )[^;]*?from '((?:\.|@eyepiece\/\w+\/)[^']+)';/gms)) {
    loadedBy(fileOf(path, from), known);
  }
  return known;
}

it('has backup, restore and fsck in the image of the hub, with all that they load', () => {
  const copied = [...read('hub/Dockerfile').matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
  const sent = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const within = (path: string, folders: readonly string[]): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const programs = ['backup', 'restore', 'fsck'].map((name) => `hub/maintenance/${name}.ts`);
  const loaded = [...new Set(programs.flatMap((path) => [...loadedBy(path)]))];
  expect(loaded).toEqual(expect.arrayContaining([...programs, 'host/src/database/endpoint.ts', 'host/src/data-folder/instance-lock.ts']));
  expect(loaded.every((path) => existsSync(join(root, path)))).toBe(true);
  expect(loaded.filter((path) => !within(path, copied) || !within(path, sent))).toEqual([]);
});

it('documents every variable that hub, camera service and scripts read', () => {
  const scripts = ['scripts', 'host/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !name.endsWith('.test.ts'))
      .flatMap((name) => variablesOf(join(folder, name), /\benv\['([A-Z_]+)'\]/g)),
  );
  const names = [
    ...variablesOf('hub/src/process/environment.ts', /^ {2}([A-Z_]+): /gm),
    ...variablesOf('camera-ws/src/camera_ws/service/configuration.py', /^ {4}([a-z_]+): .* = /gm),
    ...variablesOf('scripts/launcher/settings/settings.ts', /^ {2}([A-Z_]+): /gm),
    ...scripts,
    ...CAMERA_OPTIONS.map((option) => `CAMERA_<ID>_${option}`),
  ].filter((name) => !['CI', 'PATH', 'PROGRAMFILES', 'LOCALAPPDATA'].includes(name));
  expect(names.length).toBeGreaterThan(25);
  const documentation = read('docs/reference/configuration.md');
  expect([...new Set(names)].filter((name) => !documentation.includes(`\`${name}\``))).toEqual([]);
});
