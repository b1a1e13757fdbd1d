import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { CAMERA_OPTIONS } from './launcher/settings/camera-variables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

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
    const taken = [...read('docker-compose.yml').matchAll(/^[^#\n]*?\$\{.*$/gm)]
      .flatMap(([line]) => [...line.matchAll(/\$\{(\w+):[?-]/g)])
      .map(([, name = '']) => name);
    const named = [...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual([...new Set(taken)].toSorted());
  });

  it('passes every variable of the hub on, or sets it', () => {
    // The image has folders of its own, DATA_DIR and UI_DIR.
    const inImage = ['DATA_DIR', 'UI_DIR'];
    const variables = variablesOf('hub/src/process/config.ts', /^ {2}([A-Z_]+): /gm);
    expect(variables.length).toBeGreaterThan(12);
    expect(variables.filter((name) => !inImage.includes(name) && !(name in services.hub.environment))).toEqual([]);
    expect(inImage.filter((name) => !read('hub/Dockerfile').includes(`${name}=`))).toEqual([]);
  });

  it('lets the camera services dial the hub below its base path', () => {
    expect(services['camera-ws'].environment['HUB_URL']).toBe('http://hub:3000${BASE_PATH:-}');
    expect(read('hub/Dockerfile')).toMatch(/HEALTHCHECK[^\n]*\n.*BASE_PATH/);
  });
});

describe.each(['hub/Dockerfile', 'camera-ws/Dockerfile'])('%s', (path) => {
  it('runs as somebody else than root and has a health check', () => {
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

/** Variables a service reads, as its configuration names them. */
function variablesOf(path: string, pattern: RegExp): string[] {
  return [...read(path).matchAll(pattern)].map(([, name = '']) => name.toUpperCase());
}

it('documents every variable that hub, camera service and scripts read', () => {
  const scripts = ['scripts', 'host/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !name.endsWith('.test.ts'))
      .flatMap((name) => variablesOf(join(folder, name), /\benv\['([A-Z_]+)'\]/g)),
  );
  const names = [
    ...variablesOf('hub/src/process/config.ts', /^ {2}([A-Z_]+): /gm),
    ...variablesOf('camera-ws/src/camera_ws/service/configuration.py', /^ {4}([a-z_]+): .* = /gm),
    ...variablesOf('scripts/launcher/settings/settings.ts', /^ {2}([A-Z_]+): /gm),
    ...scripts,
    ...CAMERA_OPTIONS.map((option) => `CAMERA_<ID>_${option}`),
  ].filter((name) => !['PATH', 'PROGRAMFILES', 'LOCALAPPDATA'].includes(name));
  expect(names.length).toBeGreaterThan(25);
  const documentation = read('docs/configuration.md');
  expect([...new Set(names)].filter((name) => !documentation.includes(`\`${name}\``))).toEqual([]);
});
