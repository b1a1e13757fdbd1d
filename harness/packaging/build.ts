/** Builds the package `@eyepiece/harness`: JavaScript for Node 20, type declarations, examples and documentation. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePackage } from '@eyepiece/host/build/package';
import { packageManifest, type SourceManifest } from './manifest.ts';

const HARNESS = fileURLToPath(new URL('..', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Names of the built files and their sources. `cli` is the program, the others are imported. */
const ENTRIES = {
  cli: 'src/entry-points/cli.ts',
  index: 'src/entry-points/index.ts',
  protocol: 'src/entry-points/protocol.ts',
  vitest: 'src/entry-points/vitest.ts',
};

/** TypeScript writes no declarations for packages in node_modules, so it reads the workspace packages from their sources. */
const WORKSPACE_SOURCES = {
  '@eyepiece/shared-types': ['../shared-types/src/index.ts'],
  '@eyepiece/shared-types/*': ['../shared-types/src/*.ts'],
  '@eyepiece/host/*': ['../host/src/*.ts'],
};

/** The example that starts a hub. */
const NEEDS_CHECKOUT = /[/\\]scenarios[/\\]eyepiece\.yaml$/;

/** Databases and the hub stay out of the package. */
const WITHOUT_HUB = {
  name: 'without-hub',
  resolveId: (source: string): string | undefined =>
    /(^|\/)hub-process\.ts$/.test(source) ? join(HARNESS, 'packaging', 'absent-hub.ts') : undefined,
};

/** Builds into the folder, which is replaced. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const source = JSON.parse(await readFile(join(HARNESS, 'package.json'), 'utf8')) as SourceManifest;
  const imported = await compilePackage({
    folder: HARNESS,
    entry: ENTRIES,
    outDir: join(folder, 'dist'),
    dependencies: Object.keys(source.dependencies),
    workspaces: WORKSPACE_SOURCES,
    plugins: [WITHOUT_HUB],
    peers: ['vitest'],
  });
  const manifest = packageManifest(source, Object.keys(ENTRIES), imported);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  // The HTML report and the page of `serve` look for their files beside the file that has their code.
  for (const part of ['reports/html', 'serve']) {
    await cp(join(HARNESS, 'src', part, 'page'), join(folder, 'dist', 'page'), { recursive: true });
  }
  await cp(join(HARNESS, 'scenario.schema.json'), join(folder, 'scenario.schema.json'));
  const readme = await readFile(join(HARNESS, 'README.md'), 'utf8');
  await writeFile(join(folder, 'README.md'), readme.replaceAll('](../docs/harness/', '](docs/'));
  await cp(join(CHECKOUT, 'LICENSE'), join(folder, 'LICENSE'));
  await cp(join(HARNESS, 'examples'), join(folder, 'examples'), { recursive: true, filter: (file) => !NEEDS_CHECKOUT.test(file) });
  await copyDocumentation(join(folder, 'docs'));
}

/** The package has a flat folder of documents, beside its examples. */
async function copyDocumentation(folder: string): Promise<void> {
  await mkdir(folder);
  const folders = [join(CHECKOUT, 'docs', 'harness'), join(CHECKOUT, 'docs', 'reference', 'protocol')];
  const documents = (await Promise.all(folders.map(documentsIn))).flat();
  const packed = new Set(documents.map((document) => basename(document)));
  for (const document of documents) {
    const text = await readFile(document, 'utf8');
    const linked = text.replaceAll('](../../harness/examples', '](../examples').replaceAll('](../reference/protocol/', '](');
    await writeFile(join(folder, basename(document)), withoutOtherDocuments(linked, packed));
  }
}

/** Links to documents that the package does not have become plain text. */
function withoutOtherDocuments(text: string, packed: ReadonlySet<string>): string {
  const toDocument = /\[([^\]]+)\]\((?![a-z]+:|\.\.\/examples\/)([^)#]+\.md)(?:#[^)]*)?\)/g;
  return text.replaceAll(toDocument, (link, words: string, path: string) => (packed.has(path) ? link : words));
}

async function documentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}
