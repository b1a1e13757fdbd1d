/** Builds the packages of the clients that are missing or older than their sources, each independently of the others. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** Leftovers of builds that were killed have this prefix. */
const UNFINISHED = '.building-';

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
  if (JSON.stringify(files) !== JSON.stringify(before)) await publish(folder, files);
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
  const others = (await readdir(folder)).filter((name) => !names.has(name) && !name.startsWith(UNFINISHED));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0] ?? '';
}
