/** What the files for several hubs say without a process: who reaches whom, and which values are set where. */
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { composeHubs, kubernetesHubs, readDeployed } from './deployment.ts';

const names = z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform(Object.keys)]);
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().optional(),
      ports: z.array(z.string()).default([]),
      networks: names.optional(),
      network_mode: z.literal('none').optional(),
    }),
  ),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
});
const resourceSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({}).optional(),
});

describe('docker-compose.cluster.yml', () => {
  const text = readDeployed('docker-compose.cluster.yml');
  const { services, networks } = composeSchema.parse(parse(text, { merge: true }));

  it('publishes the ports of nginx for browsers, and nothing else', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) =>
      ports.map((port) => `${name} ${port.split(':').at(-1) ?? ''}`),
    );
    expect(published).toEqual(['nginx 80', 'nginx 443']);
  });

  it('connects only nginx to the outside', () => {
    expect(networks['internal']?.internal).toBe(true);
    const outside = Object.entries(services).filter(([, service]) => {
      const joined = service.network_mode === 'none' ? [] : (service.networks ?? ['default']);
      return joined.some((network) => network !== 'internal');
    });
    expect(outside.map(([name]) => name)).toEqual(['nginx']);
  });

  it('names a version for each image', () => {
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    expect(images.filter((image) => !/:v?\d+(\.\d+)*(-alpine)?$/.test(image))).toEqual([]);
  });

  it('uses the variables of .env.cluster.example, and does not start without its secrets', () => {
    const used = new Set([...text.matchAll(/\$\{(\w+):/g)].map(([, name]) => name));
    expect([...used].toSorted()).toEqual(Object.keys(parseEnv(readDeployed('.env.cluster.example'))).toSorted());
    expect(() => composeHubs({})).toThrow('set it in .env');
  });
});

describe('deploy/kubernetes', () => {
  const files = parse(readDeployed('deploy/kubernetes/kustomization.yaml')) as { resources: string[] };
  const resources = files.resources.flatMap((file) =>
    parseAllDocuments(readDeployed(`deploy/kubernetes/${file}`)).map((document) => resourceSchema.parse(document.toJS())),
  );
  const ofKind = (kind: string): z.output<typeof resourceSchema>[] => resources.filter((resource) => resource.kind === kind);

  it('is reached through the ingress alone', () => {
    const types = ofKind('Service').map(({ metadata, spec }) => [metadata.name, spec?.['type'] ?? 'ClusterIP']);
    expect(types).toEqual([
      ['redis', 'ClusterIP'],
      ['hubs', 'ClusterIP'],
      ['hub', 'ClusterIP'],
    ]);
    expect(JSON.stringify(ofKind('Ingress').map(({ spec }) => spec))).toContain(
      '"backend":{"service":{"name":"hub","port":{"number":3000}}}',
    );
  });

  it('lets only hubs connect to Redis', () => {
    const [policy] = ofKind('NetworkPolicy');
    expect(policy?.spec).toEqual({
      podSelector: { matchLabels: { app: 'redis' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'hub' } } }], ports: [{ port: 6379 }] }],
    });
  });

  it('has a StatefulSet whose headless service gives each hub the address that it tells the others', () => {
    const [set] = ofKind('StatefulSet');
    expect(set?.spec).toMatchObject({ serviceName: 'hubs' });
    for (const { host, env } of kubernetesHubs({})) expect(env['HUB_ADVERTISE_URL']).toBe(`http://${host}:3000`);
  });
});
