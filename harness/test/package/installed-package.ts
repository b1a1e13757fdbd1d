/** The tarball of the package, installed into an empty folder with the oldest Node that it supports. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { buildPackage } from '../../packaging/build.ts';

const run = promisify(execFile);
const OLDEST_NODE = '20.19.0';
/** Packages of the registry that hold nothing but Node for one platform. */
const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export class InstalledPackage {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Builds, packs and installs. npm loads what it does not have from its registry. */
  static async create(): Promise<InstalledPackage> {
    const installed = new InstalledPackage(await mkdtemp(join(tmpdir(), 'eyepiece-package-')));
    try {
      await installed.#install();
      return installed;
    } catch (error) {
      await installed.remove();
      throw error;
    }
  }

  get root(): string {
    return join(this.folder, 'node_modules', '@eyepiece', 'harness');
  }

  get node(): string {
    return join(this.folder, 'node_modules', NODE_PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  }

  /** The program that npm has linked. */
  start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    return this.startNode(join(this.folder, 'node_modules', '@eyepiece', 'harness', 'dist', 'cli.js'), ...args);
  }

  startNode(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(this.node, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([out, error]) => ({
      code: child.exitCode,
      out,
      error,
    }));
    return { child, ended };
  }

  async file(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #install(): Promise<void> {
    const built = join(this.folder, 'built');
    await buildPackage(built);
    await this.#npm('pack', built, '--pack-destination', this.folder);
    await rm(built, { recursive: true });
    await this.file('package.json', '{ "private": true }');
    await this.file('.npmrc', 'fund=false\naudit=false\nupdate-notifier=false\n');
    await this.#npm('install', '--prefer-offline', '--no-save', `${NODE_PACKAGE}@${OLDEST_NODE}`, this.#tarball);
  }

  get #tarball(): string {
    return join(this.folder, 'eyepiece-harness-0.1.0.tgz');
  }

  async #npm(...args: string[]): Promise<void> {
    await run('npm', args, { cwd: this.folder, shell: process.platform === 'win32' });
  }
}
