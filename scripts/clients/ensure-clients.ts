/** Builds the packages of the clients that are missing or older than their sources, each independently of the others. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentDigest } from '@eyepiece/host/build/stamp';
import { LIST_FILE, packageListSchema, type ClientKind, type ClientPackage } from '@eyepiece/host/build/client-packages';
import type { ShowStep } from '@eyepiece/host/show-step';

export interface ClientBuild {
  readonly kind: ClientKind;
  /** For messages: "Python client". */
  readonly title: string;
  /** Files and folders below the root on which the package depends. */
  readonly sources: readonly string[];
  /** Writes the package into the folder, which is empty. @throws when it cannot be built */
  build(root: string, folder: string): Promise<Pick<ClientPackage, 'name' | 'version'>>;
}

export interface FailedBuild {
  readonly title: string;
  /** One line. */
  readonly reason: string;
}

const UNFINISHED = '.building-';
/** Older ones are leftovers of builds that were killed: a build has less time. */
const UNFINISHED_MS = 3_600_000;

/** @returns the builds that failed. Their packages are not in the list, because older ones may not fit the hub */
export async function ensureClients(
  root: string,
  folder: string,
  builds: readonly ClientBuild[],
  showStep: ShowStep,
): Promise<FailedBuild[]> {
  const before = await readList(folder);
  const failed: FailedBuild[] = [];
  const files: ClientPackage[] = [];
  for (const build of builds) {
    const builtFrom = contentDigest(root, build.sources);
    const known = before.find((file) => file.kind === build.kind && file.builtFrom === builtFrom);
    if (known && existsSync(join(folder, known.name))) {
      files.push(known);
      continue;
    }
    try {
      files.push({ kind: build.kind, builtFrom, ...(await showStep(`Building the ${build.title}`, () => buildInto(root, folder, build))) });
    } catch (error) {
      failed.push({ title: build.title, reason: firstLine(error) });
    }
  }
  // Also announces a file that was absent: the hub looks at the list.
  if (files.length === before.length && files.every((file) => before.includes(file))) return failed;
  try {
    await publish(folder, files);
  } catch (error) {
    failed.push({ title: 'list of the clients', reason: firstLine(error) });
  }
  return failed;
}

/** Empty when nothing was built, or by another version of this program. */
async function readList(folder: string): Promise<ClientPackage[]> {
  try {
    return packageListSchema.parse(JSON.parse(await readFile(join(folder, LIST_FILE), 'utf8'))).files;
  } catch {
    return [];
  }
}

/** Another process that builds at the same time, or serves the folder, never sees half a file. */
async function buildInto(root: string, folder: string, client: ClientBuild): Promise<Pick<ClientPackage, 'name' | 'version'>> {
  await mkdir(folder, { recursive: true });
  const unfinished = await mkdtemp(join(folder, UNFINISHED));
  try {
    const made = await client.build(root, unfinished);
    await rename(join(unfinished, made.name), join(folder, made.name));
    return made;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function publish(folder: string, files: readonly ClientPackage[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const next = join(folder, `${UNFINISHED}${process.pid}.json`);
  await writeFile(next, `${JSON.stringify({ files }, null, 2)}\n`);
  await rename(next, join(folder, LIST_FILE));
  const names = new Set([LIST_FILE, ...files.map(({ name }) => name)]);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!names.has(name) && (!name.startsWith(UNFINISHED) || (await isOld(path)))) await rm(path, { recursive: true, force: true });
  }
}

/** Also for a file that another process has removed meanwhile. */
async function isOld(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs > UNFINISHED_MS;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0] ?? '';
}
