/** The package.json of the package, from that of the workspace. */

export interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Read as files: the built files do not import them. */
const READ = new Set(['uplot']);
const VITEST_RANGE = '>=3';

/**
 * @param entries names of the built files; `index` is the package itself, `cli` the program
 * @param imports modules that the built files import
 */
export function packageManifest(source: SourceManifest, entries: readonly string[], imports: ReadonlySet<string>): object {
  const { name, version, description, license, dependencies } = source;
  const imported = entries.filter((entry) => entry !== 'cli');
  return {
    name,
    version,
    description,
    license,
    keywords: ['websocket', 'socket.io', 'mjpeg', 'load test', 'fault injection', 'test harness'],
    type: 'module',
    engines: { node: '>=20.19' },
    bin: { 'eyepiece-harness': 'dist/cli.js' },
    exports: {
      ...Object.fromEntries(imported.map((entry) => [entry === 'index' ? '.' : `./${entry}`, target(entry)])),
      './scenario.schema.json': './scenario.schema.json',
      './package.json': './package.json',
    },
    files: ['dist', 'docs', 'examples', 'scenario.schema.json'],
    dependencies: Object.fromEntries(
      Object.entries(dependencies).filter(([dependency]) => imports.has(dependency) || READ.has(dependency)),
    ),
    peerDependencies: { vitest: VITEST_RANGE },
    peerDependenciesMeta: { vitest: { optional: true } },
  };
}

function target(entry: string): object {
  return { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` };
}
