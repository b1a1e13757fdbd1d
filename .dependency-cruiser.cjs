/**
 * Allowed imports, generated from one list of layers.
 *
 * A layer may import the layers below it. Entries of one layer do not import each other; an inner list counts as one
 * entry. `folder` is a folder without its subfolders, `folder/**` includes them. A file that is listed itself belongs to
 * no other entry. Sources that no entry covers fail the check. Unit tests may import anything.
 */
const { basename, dirname } = require('node:path');

const layers = [
  // Tests of whole systems
  [['hub/test/**', 'harness/test/**', 'harness/examples/**', 'ui/e2e/**']],

  // Launcher and checks
  ['scripts', 'scripts/checks', 'scripts/launcher', 'scripts/launcher/test', 'scripts/documentation', 'scripts/deployment'],
  ['scripts/documentation/examples'],
  ['scripts/launcher/trouble'],
  ['scripts/launcher/parts', 'scripts/launcher/screen'],
  ['scripts/launcher/settings', 'scripts/launcher/logs'],
  ['scripts/clients'],
  ['scripts/bootstrap'],

  // Harness
  ['harness/packaging', 'harness/src/entry-points'],
  ['harness/src/testing'],
  ['harness/src/entry-points/cli.ts', 'harness/src/eyepiece/endurance/**', 'harness/src/eyepiece/hostile/**'],
  ['harness/src/serve/**', 'harness/src/eyepiece/bench/**', 'harness/src/eyepiece/chaos/**'],
  ['harness/src/eyepiece/cluster'],
  ['harness/src/scenario/**'],
  ['harness/src/recording/record', 'harness/src/recording/replay/command.ts', 'harness/src/recording/inspect'],
  ['harness/src/recording/replay/client', 'harness/src/recording/replay/server'],
  ['harness/src/recording/replay'],
  ['harness/src/reports/**'],
  ['harness/src/scenario/result.ts'],
  ['harness/src/crowd'],
  ['harness/src/proxy'],
  ['harness/src/proxy/control'],
  ['harness/src/proxy/relay'],
  ['harness/src/proxy/bytes', 'harness/src/proxy/messages'],
  ['harness/src/proxy/rules'],
  ['harness/src/system/library', 'harness/src/system/processes'],
  ['harness/src/system', 'harness/src/protocols/**'],
  ['harness/src/eyepiece/camera'],
  ['harness/src/recording'],
  ['harness/src/recording/file'],
  ['harness/src/input', 'harness/src/timing', 'harness/src/figures'],

  // User interface
  ['ui'],
  ['ui/vite'],
  ['ui/vite/texts'],
  ['ui/src'],
  ['ui/src/views/**'],
  ['ui/src/components/people/first-run', 'ui/src/components/people/keys', 'ui/src/components/people/shares'],
  [
    'ui/src/components/captures/compare',
    'ui/src/components/captures/detail',
    'ui/src/components/captures/grid',
    'ui/src/components/captures/live',
  ],
  [
    'ui/src/components/control/device',
    'ui/src/components/people',
    'ui/src/components/people/accounts',
    'ui/src/components/sessions',
    'ui/src/components/stream',
    'ui/src/components/stream/wall',
  ],
  [
    'ui/src/components/captures',
    'ui/src/components/captures/filter',
    'ui/src/components/control/choice',
    'ui/src/components/control/lease',
    'ui/src/components/control/pool',
    'ui/src/components/control/settings',
    'ui/src/components/stream/status',
    'ui/src/components/stream/status/chips',
  ],
  [
    'ui/src/components/annotations',
    'ui/src/components/control/jobs',
    'ui/src/components/palette',
    'ui/src/components/picture/areas',
    'ui/src/components/picture/optics',
    'ui/src/components/picture/rewind',
    'ui/src/components/shell',
    'ui/src/components/trust',
  ],
  [
    'ui/src/components/picture/analysis',
    'ui/src/components/people/audit',
    'ui/src/components/control/corrections',
    'ui/src/components/diagnostics',
    'ui/src/components/picture',
    'ui/src/components/sessions/log',
    'ui/src/components/storage',
  ],
  ['ui/src/components/picture/display', 'ui/src/components/picture/surface'],
  ['ui/src/components/shared/overlays'],
  ['ui/src/components/shared', 'ui/src/components/shared/notices'],
  ['ui/src/components/shared/controls'],
  ['ui/src/styles'],
  ['ui/src/lib/palette'],
  ['ui/src/lib/shell/app-context.ts'],
  ['ui/src/lib/captures/live'],
  ['ui/src/lib/stream', 'ui/src/lib/stream/wall'],
  ['ui/src/lib/stream/player', 'ui/src/lib/captures/compare'],
  ['ui/src/lib/stream/player/picture', 'ui/src/lib/stream/player/video'],
  ['ui/src/lib/stream/player/samples'],
  ['ui/src/lib/stream/player/messages.ts', 'ui/src/lib/stream/display/open-pipeline.ts'],
  ['ui/src/lib/stream/display/cpu', 'ui/src/lib/stream/display/gl'],
  ['ui/src/lib/stream/display'],
  [
    'ui/src/lib/stream/link',
    'ui/src/lib/captures',
    'ui/src/lib/captures/detail',
    'ui/src/lib/captures/pictures',
    'ui/src/lib/picture/tools',
  ],
  [
    'ui/src/lib/captures/grid',
    'ui/src/lib/annotations',
    'ui/src/lib/picture/areas',
    'ui/src/lib/people/audit',
    'ui/src/lib/control/jobs',
    'ui/src/lib/shell',
    'ui/src/lib/shell/actions',
    'ui/src/lib/shell/navigation',
  ],
  // Stands in for the hub: imports the filters of the library
  ['ui/src/lib/hub/fake/**'],
  [
    'ui/src/lib/captures/filter',
    'ui/src/lib/diagnostics',
    'ui/src/lib/picture/optics',
    'ui/src/lib/picture/rewind',
    'ui/src/lib/sessions',
    'ui/src/lib/sessions/log',
    'ui/src/lib/storage',
  ],
  ['ui/src/lib/people/keys'],
  [
    'ui/src/lib/control/choice',
    'ui/src/lib/control/corrections',
    'ui/src/lib/control/lease',
    'ui/src/lib/control/pool',
    'ui/src/lib/control/settings',
    'ui/src/lib/people/shares',
  ],
  ['ui/src/lib/picture/analysis', 'ui/src/lib/control', 'ui/src/lib/people', 'ui/src/lib/stream/status', 'ui/src/lib/hub/socket'],
  ['ui/src/lib/hub/rest', 'ui/src/lib/control/device'],
  ['ui/src/lib/hub'],
  ['ui/src/lib/hub/clients'],
  ['ui/src/lib/text'],
  ['ui/src/lib/browser', 'ui/src/lib/browser/focus', 'ui/src/lib/picture'],
  ['ui/src/languages/german'],
  ['ui/src/languages/german/picture'],
  ['ui/src/languages'],

  // Manual
  ['manual/.vitepress', 'manual/.vitepress/theme'],
  ['manual/src'],
  ['manual/src/theme', 'manual/src/slug.ts'],

  // Client, for the page and for programs
  ['clients/embed/packaging', 'clients/embed/src/main.ts'],
  ['clients/embed/src'],
  ['clients/embed/src/connection', 'clients/embed/src/view'],
  ['clients/embed/src/connection/phase.ts', 'clients/embed/src/feed'],
  ['clients/typescript/packaging', 'clients/typescript/src/index.ts', 'clients/typescript/src/live.ts', 'clients/typescript/src/node.ts'],
  ['clients/typescript/src/hub'],
  ['clients/typescript/src/frames', 'clients/typescript/src/rest'],
  ['clients/typescript/src/socket'],
  ['clients/typescript/src'],

  // Hub: composition
  ['hub/src/main.ts', 'hub/maintenance/seed'],
  ['hub/src/process/opening/hub.ts', 'hub/maintenance'],
  ['hub/maintenance/fsck'],
  // Hub: edges
  ['hub/src/http', 'hub/src/sockets/server.ts', 'hub/src/cluster/relay/open.ts'],
  ['hub/src/cluster/relay/home', 'hub/src/cluster/relay/edge'],
  [
    'hub/src/http/routes/cameras',
    'hub/src/http/routes/library',
    'hub/src/http/routes/operations',
    'hub/src/http/routes/people',
    'hub/src/http/clients',
  ],
  ['hub/src/sockets/events', 'hub/src/http/middleware', 'hub/src/http/documents'],
  ['hub/src/http/sending'],
  ['hub/src/http/documents/events'],
  ['hub/src/http/documents/notes'],
  ['hub/src/http/documents/examples'],
  ['hub/src/sockets/presence', 'hub/src/http/routing'],
  ['hub/src/sockets', 'hub/src/http/edge'],
  ['hub/src/sockets/connection'],
  ['hub/src/process/opening'],
  ['hub/src/process'],
  ['hub/src/process/launcher'],
  // Hub: cameras of other hubs
  ['hub/src/cluster/homes/**'],
  // Hub: orders for several cameras, requests for analysis
  ['hub/src/control/analysis', 'hub/src/control/pool'],
  // Hub: sessions, library, annotations
  ['hub/src/sessions/export', 'hub/src/sessions/recording'],
  ['hub/src/sessions/export/report', 'hub/src/sessions'],
  ['hub/src/sessions/attendance', 'hub/src/sessions/log', 'hub/src/sessions/rows'],
  ['hub/src/sessions/rows/present.ts', 'hub/src/library/retention'],
  ['hub/src/library/archives'],
  ['hub/src/library/captures'],
  [
    'hub/src/library/captures/edits',
    'hub/src/library/captures/filtering',
    'hub/src/library/captures/intake',
    'hub/src/library/captures/search',
  ],
  ['hub/src/library/captures/presenter.ts', 'hub/src/library/captures/pictures'],
  ['hub/src/library/captures/files', 'hub/src/library/annotations'],
  ['hub/src/library/store/open-store.ts'],
  ['hub/src/library/store/folder', 'hub/src/library/store/s3'],
  ['hub/src/library/store'],
  // Hub: cameras
  ['hub/src/control'],
  ['hub/src/control/jobs', 'hub/src/control/lease', 'hub/src/process/metrics.ts', 'hub/src/process/diagnostics/**'],
  ['hub/src/fanout'],
  ['hub/src/fanout/samples', 'hub/src/fanout/video'],
  ['hub/src/fanout/link', 'hub/src/fanout/sending'],
  ['hub/src/fanout/frames', 'hub/src/ingest'],
  ['hub/src/ingest/state', 'hub/src/ingest/transport'],
  // Hub: people
  ['hub/src/people', 'hub/src/people/keys', 'hub/src/people/shares'],
  ['hub/src/people/access', 'hub/src/people/sign-in'],
  ['hub/src/people/audit'],
  // Hub: foundations
  ['hub/src/persistence/rows'],
  ['hub/src/persistence'],
  ['hub/src/persistence/orm'],
  ['hub/src/persistence/entities/**', 'hub/src/persistence/migrations'],
  ['hub/src/cluster'],
  ['hub/src/cluster/directory', 'hub/src/cluster/events'],
  ['hub/src/cluster/messages'],
  ['hub/src/cluster/redis'],
  ['hub/src/cluster/start-error.ts'],
  ['hub/src/process/config.ts', 'hub/src/process/event-loop'],
  ['hub/src/process/environment.ts'],
  ['hub/src/library/store/location.ts', 'hub/src/library/formats', 'hub/src/library/formats/zip', 'hub/src/process/limits/queues'],
  // Hub: connections between hubs
  ['hub/src/cluster/peers', 'hub/src/cluster/relay'],
  [
    'hub/src/network',
    'hub/src/process/host-clock.ts',
    'hub/src/process/heap-growth.ts',
    'hub/src/process/limits',
    'hub/src/people/caller.ts',
    'hub/src/network/tls',
  ],
  ['hub/src/errors.ts'],

  // The machine: processes, data folders, databases
  ['host/src/programs'],
  ['host/src/python'],
  ['host/src/build', 'host/src/database'],
  ['host/src/data-folder', 'host/src/processes'],
  ['host/src'],

  // What crosses process boundaries
  ['shared-types/src/index.ts'],
  ['shared-types/src/api'],
  ['shared-types/src/people'],
  ['shared-types/src/library'],
  ['shared-types/src/wire/camera-link'],
  ['shared-types/src/wire'],
  ['shared-types/src/filters'],
  ['shared-types/src/camera'],
  ['shared-types/src'],
  ['shared-types/src/naming', 'shared-types/src/streams'],
];

const PACKAGES = '^(clients/embed|clients/typescript|host|hub|harness|manual|scripts|shared-types|ui)/';
/** The types that dependency-cruiser gives to an import of a workspace by its name. */
const BY_NAME = ['aliased-workspace', 'undetermined'];
const UNIT_TEST = '\\.test\\.[jt]s$';

const entries = layers.flatMap((layer, depth) => layer.map((entry) => ({ depth, paths: [entry].flat() })));
const listedFiles = entries.flatMap(({ paths }) => paths.filter((path) => /[^/]\.[a-z]+$/.test(path)));

/** A file and its unit test. */
const withTest = (file) => file.replace(/\.ts$/, '(\\.test)?\\.ts');
const pattern = (path) => {
  if (listedFiles.includes(path)) return `^${withTest(path)}$`;
  // A file that is listed itself belongs to no folder.
  if (path.endsWith('/**')) {
    const folder = path.slice(0, -2);
    const inside = listedFiles.filter((file) => file.startsWith(folder)).map((file) => `${withTest(file.slice(folder.length))}$`);
    return `^${folder}${inside.length === 0 ? '' : `(?!${inside.join('|')})`}`;
  }
  const others = listedFiles.filter((file) => dirname(file) === path).map((file) => `${withTest(basename(file))}$`);
  return `^${path}/${others.length === 0 ? '' : `(?!${others.join('|')})`}[^/]+$`;
};

const layerRules = entries.flatMap((entry) => {
  const above = entries.filter((other) => other !== entry && other.depth <= entry.depth);
  if (above.length === 0) return [];
  return {
    name: `${entry.paths[0]}-imports-lower-layers`,
    comment: 'The list of layers in .dependency-cruiser.cjs does not allow this import',
    severity: 'error',
    from: { path: entry.paths.map(pattern), pathNot: UNIT_TEST },
    to: { path: above.flatMap(({ paths }) => paths.map(pattern)) },
  };
});

const listed = entries.flatMap(({ paths }) => paths.map(pattern));
const unlisted = { path: PACKAGES, pathNot: [...listed, 'node_modules', '\\.json$'] };
const comment = 'Add the folder to the list of layers in .dependency-cruiser.cjs';

module.exports = {
  forbidden: [
    { name: 'unlisted-importer', comment, severity: 'error', from: unlisted, to: {} },
    { name: 'unlisted-import', comment, severity: 'error', from: {}, to: unlisted },
    { name: 'unlisted-orphan', comment, severity: 'error', from: { ...unlisted, orphan: true }, to: {} },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'packages-import-by-name',
      comment: 'A package imports another one as @eyepiece/…, not by a relative path',
      severity: 'error',
      from: { path: PACKAGES },
      to: { path: PACKAGES, pathNot: '^$1/', dependencyTypesNot: BY_NAME },
    },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^hub/src/main\\.ts$' } },
    {
      name: 'only-main-imports-hub',
      severity: 'error',
      from: { path: '^hub/src/', pathNot: '^hub/src/main\\.ts$' },
      to: { path: '^hub/src/process/opening/hub\\.ts$' },
    },
    ...layerRules,
    {
      name: 'frames-touch-no-database',
      comment: 'The path of a frame reaches neither the database nor HTTP and sockets',
      severity: 'error',
      from: { path: '^hub/src/(ingest|fanout)/' },
      to: { path: '^hub/src/(persistence|http|sockets)/' },
    },
    { name: 'errors-import-nothing-of-ours', severity: 'error', from: { path: '^hub/src/errors\\.ts$' }, to: { path: '^hub/src/' } },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(clients/)?[a-z-]+/src/', pathNot: UNIT_TEST },
      to: { path: [UNIT_TEST, '^[a-z]+/(test|e2e)/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(clients/)?[a-z-]+/(node_modules|dist|public|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'hub/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
