/** Builds the package `@eyepiece/client`: JavaScript for Node 20 and browsers, type declarations and the README. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePackage } from '@eyepiece/host/build/package';

const CLIENT = fileURLToPath(new URL('..', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

/** Names of the built files and their sources. `index` is the package itself. */
const ENTRIES = { index: 'src/index.ts', live: 'src/live.ts', node: 'src/node.ts' };

const WORKSPACE_SOURCES = {
  '@eyepiece/shared-types': ['../../shared-types/src/index.ts'],
  '@eyepiece/shared-types/*': ['../../shared-types/src/*.ts'],
};

interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Builds into the folder, which is replaced. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const source = JSON.parse(await readFile(join(CLIENT, 'package.json'), 'utf8')) as SourceManifest;
  const dependencies = Object.entries(source.dependencies).filter(([name]) => !name.startsWith('@eyepiece/'));
  await compilePackage({
    folder: CLIENT,
    entry: ENTRIES,
    outDir: join(folder, 'dist'),
    dependencies: dependencies.map(([name]) => name),
    workspaces: WORKSPACE_SOURCES,
  });
  const { name, version, description, license } = source;
  const manifest = {
    name,
    version,
    description,
    license,
    keywords: ['microscope', 'camera', 'live video', 'client', 'socket.io'],
    type: 'module',
    engines: { node: '>=20.19' },
    exports: {
      ...Object.fromEntries(Object.keys(ENTRIES).map((entry) => [entry === 'index' ? '.' : `./${entry}`, target(entry)])),
      './package.json': './package.json',
    },
    files: ['dist'],
    dependencies: Object.fromEntries(dependencies),
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(CLIENT, 'README.md'), join(folder, 'README.md'));
  await cp(join(CHECKOUT, 'LICENSE'), join(folder, 'LICENSE'));
}

function target(entry: string): object {
  return { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` };
}
