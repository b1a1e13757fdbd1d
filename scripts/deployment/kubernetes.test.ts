import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { FOR_SEVERAL_HUBS, hubVariables, namedIn, OF_SECRETS, read, root } from './files.ts';

describe('deploy/kubernetes', () => {
  const folder = 'deploy/kubernetes';
  const resourceSchema = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
  const { resources } = z.object({ resources: z.array(z.string()) }).parse(parse(read(`${folder}/kustomization.yaml`)));
  const all = resources.flatMap((file) =>
    parseAllDocuments(read(`${folder}/${file}`)).map((document) => resourceSchema.parse(document.toJS())),
  );
  const container = z.looseObject({ env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })) });
  const hubs = z
    .looseObject({ spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers: z.tuple([container]) }) }) }) })
    .parse(all.find(({ kind }) => kind === 'StatefulSet'));

  it('lists every file of the folder', () => {
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
    expect(resources.toSorted()).toEqual(files.toSorted());
  });

  it('gives the hubs what several hubs need, each with its own address', () => {
    const { env } = hubs.spec.template.spec.containers[0];
    const given = [...env.map(({ name }) => name), ...namedIn(`${folder}/secrets.env.example`)];
    const required = [...FOR_SEVERAL_HUBS, ...OF_SECRETS, 'DATABASE_URL', 'STORE_URL', 'TRUST_PROXY', 'TLS'];
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
    // The manifests use these for themselves.
    const ofManifests = ['POD_NAME', 'REDIS_PASSWORD'];
    expect(given.filter((name) => !ofManifests.includes(name) && !hubVariables().has(name))).toEqual([]);
    const address = env.find(({ name }) => name === 'HUB_ADVERTISE_URL')?.value;
    expect(address).toBe('http://$(POD_NAME).hubs:3000');
    expect(all.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)).toEqual(['redis', 'hubs', 'hub']);
  });

  it('publishes the ingress and nothing else, and lets only hubs connect to Redis', () => {
    const of = (wanted: string): unknown[] => all.filter(({ kind }) => kind === wanted).map(({ spec }) => spec);
    expect(JSON.stringify(of('Service'))).not.toContain('"type"');
    expect(JSON.stringify(of('Ingress'))).toContain('"backend":{"service":{"name":"hub","port":{"number":3000}}}');
    expect(of('NetworkPolicy')).toEqual([
      {
        podSelector: { matchLabels: { app: 'redis' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'hub' } } }], ports: [{ port: 6379 }] }],
      },
    ]);
  });
});
