/** The tarball of the package, installed into an empty folder with the oldest Node that it supports. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { opened } from '../../src/system/opened.ts';
import { buildPackage } from '../../packaging/build.ts';
import { Program } from '../program.ts';

/** Of hooks: npm may load packages over a slow line. */
export const INSTALL_MS = 600_000;

const run = promisify(execFile);
const OLDEST_NODE = '20.19.0';
const TARBALL = 'eyepiece-harness-0.1.0.tgz';
/** Packages of the registry that hold nothing but Node for one platform. */
const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

export class InstalledPackage {
  readonly folder: string;
  readonly #programs = new Set<Program>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Builds, packs and installs. npm loads what it does not have from its registry. */
  static create(): Promise<InstalledPackage> {
    return InstalledPackage.#in(async (installed) => {
      const built = join(installed.folder, 'built');
      await buildPackage(built);
      await npm(installed.folder, 'pack', built, '--pack-destination', installed.folder);
      await rm(built, { recursive: true });
      await installed.#install(installed.#tarball);
    });
  }

  static async #in(install: (installed: InstalledPackage) => Promise<void>): Promise<InstalledPackage> {
    const installed = new InstalledPackage(await mkdtemp(join(tmpdir(), 'eyepiece-package-')));
    return opened(
      installed,
      () => install(installed),
      () => installed.remove(),
    );
  }

  get root(): string {
    return join(this.folder, 'node_modules', '@eyepiece', 'harness');
  }

  get node(): string {
    return join(this.folder, 'node_modules', NODE_PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  }

  /** The same tarball in another empty folder, beside other packages. */
  with(...packages: readonly string[]): Promise<InstalledPackage> {
    return InstalledPackage.#in((installed) => installed.#install(this.#tarball, ...packages));
  }

  /** The program that npm has linked. */
  start(...args: readonly string[]): Program {
    return this.startNode([join(this.root, 'dist', 'cli.js'), ...args]);
  }

  startNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
    const program = new Program(this.node, args, { cwd: this.folder, env });
    this.#programs.add(program);
    return program;
  }

  async file(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    for (const program of this.#programs) program.signal('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #install(...packages: readonly string[]): Promise<void> {
    await this.file('package.json', '{ "private": true, "type": "module" }');
    await this.file('.npmrc', 'fund=false\naudit=false\nupdate-notifier=false\n');
    await npm(this.folder, 'install', '--prefer-offline', '--no-save', `${NODE_PACKAGE}@${OLDEST_NODE}`, ...packages);
  }

  get #tarball(): string {
    return join(this.folder, TARBALL);
  }
}

async function npm(folder: string, ...args: readonly string[]): Promise<void> {
  await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
}
