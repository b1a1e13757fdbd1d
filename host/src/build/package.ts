/** Makes packages of workspaces that others install: JavaScript with type declarations, without imports of other workspaces. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build, type Rolldown } from 'tsdown';

export interface PackageSources {
  /** Folder of the workspace. */
  readonly folder: string;
  /** Names of the built files and their sources. */
  readonly entry: Readonly<Record<string, string>>;
  readonly outDir: string;
  /** Packages that the output may import. */
  readonly dependencies: readonly string[];
  /** Sources of other workspaces. TypeScript writes no declarations for packages in node_modules, so it reads them from here. */
  readonly workspaces: Readonly<Record<string, string[]>>;
  readonly plugins?: Rolldown.Plugin[];
  readonly peers?: readonly string[];
}

/**
 * Fails if the output imports a package that is not a dependency.
 * @returns the names of the imported Node modules and packages
 */
export async function compilePackage(sources: PackageSources): Promise<Set<string>> {
  const { folder, entry, outDir, dependencies, workspaces, plugins = [], peers = [] } = sources;
  const { bundles } = await build({
    config: false,
    cwd: folder,
    entry: { ...entry },
    outDir,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    fixedExtension: false,
    dts: { compilerOptions: { paths: workspaces } },
    plugins,
    deps: { alwaysBundle: [/^@eyepiece\//], neverBundle: [...peers], onlyBundle: [], onlyImport: [...dependencies, ...peers] },
    logLevel: 'error',
    report: false,
  });
  const chunks = bundles.flatMap((bundle) => bundle.chunks).filter((chunk) => chunk.type === 'chunk');
  return new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]));
}

/** Writes the tarball of the package in `folder` to `destination`. @returns its path */
export function packPackage(folder: string, destination: string): string {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(destination, filename);
}
