/** The hubs of docker-compose.cluster.yml and of deploy/kubernetes: their environments as these files give them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

export type Values = Readonly<Record<string, string>>;

export interface DeployedHub {
  /** Its host name for the other hubs and for the proxy. */
  readonly host: string;
  readonly env: Values;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export function readDeployed(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

const composeSchema = z.object({
  services: z.record(z.string(), z.looseObject({ environment: z.record(z.string(), z.string()).optional() })),
});

/** @param filled the content of .env */
export function composeHubs(filled: Values): DeployedHub[] {
  const { services } = composeSchema.parse(parse(readDeployed('docker-compose.cluster.yml'), { merge: true }));
  return ['hub-1', 'hub-2'].map((host) => {
    const entries = Object.entries(services[host]?.environment ?? {});
    return { host, env: Object.fromEntries(entries.map(([name, value]) => [name, interpolated(value, filled)])) };
  });
}

/** As Docker Compose does: ${A:-default}, ${A:?message}. */
function interpolated(text: string, filled: Values): string {
  return text.replaceAll(/\$\{(\w+):([?-])([^}]*)\}/g, (_match, name: string, kind: string, rest: string) => {
    const value = filled[name] ?? '';
    if (value === '' && kind === '?') throw new Error(`${name}: ${rest}`);
    return value === '' ? rest : value;
  });
}

const statefulSetSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.int(),
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.tuple([z.looseObject({ env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })) })]),
      }),
    }),
  }),
});

/** @param filled values of secrets.env, in place of those in the example */
export function kubernetesHubs(filled: Values): DeployedHub[] {
  const documents = parseAllDocuments(readDeployed('deploy/kubernetes/hubs.yaml')).map((document) => document.toJS() as { kind: string });
  const set = statefulSetSchema.parse(documents.find(({ kind }) => kind === 'StatefulSet'));
  const { env } = set.spec.template.spec.containers[0];
  const secrets = { ...(parseEnv(readDeployed('deploy/kubernetes/secrets.env.example')) as Values), ...filled };
  return Array.from({ length: set.spec.replicas }, (_, index) => {
    const pod = `hub-${String(index)}`;
    const own = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value.replaceAll('$(POD_NAME)', pod)] as const]));
    return { host: `${pod}.hubs`, env: { ...secrets, ...Object.fromEntries(own) } };
  });
}
