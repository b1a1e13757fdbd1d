/** How each package of the clients is built. */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClientPackage } from '@eyepiece/host/build/client-packages';
import { errorLines, runCommand } from '@eyepiece/host/processes/run-command';
import { venvPython } from '@eyepiece/host/python/environment';
import type { ClientBuild } from './ensure-clients.ts';

/** A build that hangs must not keep Eyepiece from starting. */
const BUILD_MS = 180_000;
/** The versions of all libraries, and the sources that the packages in TypeScript share. */
const COMMON = ['package-lock.json', 'tsconfig.base.json', 'shared-types/src', 'clients/typescript/src', 'clients/typescript/package.json'];
/** Dates of the files in a wheel, so that the same sources make the same bytes: 1 January 2020. */
const SOURCE_DATE_EPOCH = '1577836800';

const WHEEL = /^eyepiece-(.+)-py3-none-any\.whl$/;

const typescript: ClientBuild = {
  kind: 'typescript',
  title: 'TypeScript client',
  sources: [...COMMON, 'clients/typescript/packaging', 'clients/typescript/README.md'],
  build: async (root, folder) => {
    // Not into its folder `dist`, where another start may build at the same time.
    await run(process.execPath, [...nodeArgs(join(root, 'clients', 'typescript', 'packaging', 'main.ts')), folder]);
    return packageIn(folder, /^eyepiece-client-(.+)\.tgz$/);
  },
};

const python: ClientBuild = {
  kind: 'python',
  title: 'Python client',
  sources: ['clients/python/src', 'clients/python/pyproject.toml', 'clients/python/README.md'],
  build: async (root, folder) => {
    // Without network: the build backend is one of the packages of the environment.
    const offline = ['--no-deps', '--no-build-isolation', '--no-index', '--disable-pip-version-check', '--no-input'];
    const args = ['-m', 'pip', 'wheel', ...offline, '--wheel-dir', folder, join(root, 'clients', 'python')];
    await run(venvPython(root), args, { SOURCE_DATE_EPOCH });
    return packageIn(folder, WHEEL);
  },
};

/** @param wheels folder with the wheel, which was built already */
export function pythonFrom(wheels: string): ClientBuild {
  return {
    ...python,
    build: async (_root, folder) => {
      const wheel = await packageIn(wheels, WHEEL);
      await copyFile(join(wheels, wheel.name), join(folder, wheel.name));
      return wheel;
    },
  };
}

const embed: ClientBuild = {
  kind: 'embed',
  title: 'web component',
  sources: [...COMMON, 'clients/embed/src', 'clients/embed/packaging', 'clients/embed/package.json'],
  build: async (root, folder) => {
    await run(process.execPath, [...nodeArgs(join(root, 'clients', 'embed', 'packaging', 'main.ts')), folder]);
    const { version } = JSON.parse(await readFile(join(root, 'clients', 'embed', 'package.json'), 'utf8')) as { version: string };
    return { name: 'eyepiece-live.js', version };
  },
};

export const CLIENT_BUILDS: readonly ClientBuild[] = [python, typescript, embed];

const nodeArgs = (script: string): string[] => ['--disable-warning=ExperimentalWarning', script];

/** @throws {Error} with the reason when the program fails or hangs */
async function run(command: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, output } = await runCommand(command, args, { timeoutMs: BUILD_MS, env: { ...process.env, ...variables } });
  if (code !== 0) throw new Error(errorLines(output) || `${basename(command)} ended with status ${code}`);
  return output;
}

/** @param pattern with the version as its first group. @throws {Error} unless one file matches */
async function packageIn(folder: string, pattern: RegExp): Promise<Pick<ClientPackage, 'name' | 'version'>> {
  const found = (await readdir(folder)).flatMap((name) => {
    const version = pattern.exec(name)?.[1];
    return version === undefined ? [] : [{ name, version }];
  });
  const [only] = found;
  if (found.length !== 1 || only === undefined) throw new Error(`the build made ${found.length} packages, not one`);
  return only;
}
