/** Who may import whom; see docs/architecture.md. */

/** The layers of hub/src from the outside in: each may import what stands after it. */
const layers = [
  ['http', 'sockets'],
  ['captures', 'commands', 'jobs', 'fanout', 'auth', 'annotations', 'shares', 'storage', 'fsck'],
  ['ingest', 'persistence'],
];

const folders = (names) => `^hub/src/(${names.join('|')})/`;

const layerRules = layers.slice(1).map((inner, index) => ({
  name: `${inner.join('-')}-import-inwards`,
  comment: `${inner.join(', ')} know nothing of ${layers
    .slice(0, index + 1)
    .flat()
    .join(', ')}`,
  severity: 'error',
  from: { path: folders(inner) },
  to: { path: folders(layers.slice(0, index + 1).flat()) },
}));

const composition = '^hub/src/(main|hub)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^hub/src/main\\.ts$' } },
    {
      name: 'only-main-imports-hub',
      severity: 'error',
      from: { path: '^hub/src/', pathNot: composition },
      to: { path: '^hub/src/hub\\.ts$' },
    },
    ...layerRules,
    {
      name: 'frames-touch-no-database',
      comment: 'The path of a frame reaches neither the database nor an edge',
      severity: 'error',
      from: { path: '^hub/src/(ingest|fanout)/' },
      to: { path: '^hub/src/(persistence|http|sockets)/' },
    },
    { name: 'errors-import-nothing-of-ours', severity: 'error', from: { path: '^hub/src/errors\\.ts$' }, to: { path: '^hub/src/' } },
    { name: 'shared-types-stand-alone', severity: 'error', from: { path: '^shared-types/' }, to: { path: '^(hub|ui|harness|scripts)/' } },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(hub|shared-types)/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$|/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'hub/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
