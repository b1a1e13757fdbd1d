/** The dashboard and the alerts of deploy/ ask only for measurements that the hub has. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { useCamera, useHub } from '../setup/use-hub.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}deploy/${path}`, 'utf8');

const dashboardSchema = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      description: z.string().min(10),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.object({ expr: z.string(), datasource: z.object({ uid: z.string() }) })).min(1),
    }),
  ),
});
const alertsSchema = z.object({
  groups: z.array(
    z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string(), annotations: z.record(z.string(), z.string()) })) }),
  ),
});
const dashboard = dashboardSchema.parse(JSON.parse(read('grafana/eyepiece.json')));
const alerts = alertsSchema.parse(parse(read('prometheus/alerts.yml'))).groups.flatMap(({ rules }) => rules);
const queries = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
];

/** Of Prometheus itself. */
const OF_PROMETHEUS = { up: ['job', 'instance'] };
const OF_TARGET = ['job', 'instance'];

const METRICS_TOKEN = 'the-token-of-the-metrics-in-this-test';
const hub = useHub({ metricsToken: METRICS_TOKEN });
const camera = useCamera(hub);
/** Names of metrics with the labels of their samples. */
const metrics = new Map<string, Set<string>>(Object.entries(OF_PROMETHEUS).map(([name, labels]) => [name, new Set(labels)]));

beforeAll(async () => {
  await camera.sendFrame(Buffer.alloc(500));
  const response = await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  for (const line of (await response.text()).split('\n')) {
    const [, declared] = /^# TYPE (\w+)/.exec(line) ?? [];
    if (declared !== undefined) metrics.set(declared, new Set(OF_TARGET));
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === '') continue;
    const known = metrics.get(name) ?? new Set(OF_TARGET);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    metrics.set(name, known);
  }
});

interface Node {
  readonly name: string;
  readonly text: string;
}

function nodesOf(query: string): Node[] {
  const text = query.replaceAll('$__rate_interval', '1m').replaceAll('$camera', '.*');
  const nodes: Node[] = [];
  parser.parse(text).iterate({
    enter: ({ name, from, to, type }) => void nodes.push({ name: type.isError ? 'error' : name, text: text.slice(from, to) }),
  });
  return nodes;
}

describe.each(queries)('%s: %s', (_, query) => {
  const nodes = nodesOf(query);
  const texts = (wanted: string): string[] => nodes.filter(({ name }) => name === wanted).map(({ text }) => text);

  it('is PromQL', () => {
    expect(texts('error')).toEqual([]);
    expect(texts('VectorSelector').length).toBeGreaterThan(0);
  });

  it('asks for metrics that the hub has, by labels that they have', () => {
    const names = texts('VectorSelector').map((text) => text.replace(/[{\s].*$/s, ''));
    // A histogram without samples declares only its name.
    const base = (name: string): string => (metrics.has(name) ? name : name.replace(/_bucket$/, ''));
    expect(names.filter((name) => !metrics.has(base(name)))).toEqual([]);
    // A counter without samples does not tell its labels: here nothing was refused, and no past frame was sent.
    if (names.some((name) => metrics.get(base(name))?.size === OF_TARGET.length && !name.endsWith('_bucket'))) return;
    const ofHistogram = names.some((name) => name.endsWith('_bucket')) ? ['le', 'camera'] : [];
    const labels = new Set([...ofHistogram, ...names.flatMap((name) => [...(metrics.get(base(name)) ?? [])])]);
    const used = [...texts('LabelName'), ...texts('GroupingLabels').flatMap((text) => text.replaceAll(/[()\s]/g, '').split(','))];
    expect(used.filter((label) => label !== '' && !labels.has(label))).toEqual([]);
  });
});

it('has panels that do not overlap, in the data source of the provisioning', () => {
  const { datasources } = z.object({ datasources: z.array(z.object({ uid: z.string() })) }).parse(parse(read('grafana/datasources.yml')));
  const uids = new Set(dashboard.panels.flatMap(({ targets }) => targets.map(({ datasource }) => datasource.uid)));
  expect([...uids]).toEqual(datasources.map(({ uid }) => uid));
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${String(x + (index % w))},${String(y + Math.floor(index / w))}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

it('shows every metric of Eyepiece', () => {
  const own = [...metrics.keys()].filter((name) => name.startsWith('eyepiece_') && !/_(?:bucket|sum|count)$/.test(name));
  const shown = queries.map(([, query]) => query).join('\n');
  expect(own.length).toBeGreaterThan(15);
  expect(own.filter((name) => !shown.includes(name))).toEqual([]);
});
