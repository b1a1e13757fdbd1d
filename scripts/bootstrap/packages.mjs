import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A failure whose message says everything; no stack trace is needed. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/** @param {string} path @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> | undefined} */
function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own lock into node_modules when an
 * installation is complete, so an interrupted one shows.
 * @param {string} root
 */
export function packagesInstalled(root) {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  if (wanted === undefined)
    throw new SetupError('package-lock.json is missing or damaged: get it back with `git checkout package-lock.json`');
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.optional === true) return true;
    const found = present[path];
    return found !== undefined && found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** How to call the npm that called us, or the one on PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && cli.endsWith('.js'))
    return { command: process.env.npm_node_execpath ?? process.execPath, prefix: [cli], shell: false };
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' };
}

/** What went wrong, from npm's output: the first lines that say more than a code or a path of a log. */
function npmReason(/** @type {string} */ output) {
  const lines = output
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1]?.trim())
    .filter((line) => line !== undefined && line !== '' && !/^(code|errno|syscall|A complete log|\s*at )/.test(line));
  return lines.slice(0, 2).join(' ') || output.trim().split('\n').at(-1) || 'npm gave no reason';
}

/** @param {string} root */
export async function installPackages(root) {
  const { command, prefix, shell } = npmCommand();
  // loglevel=error: packages that ask for a newer Node than the one that installs them run on the Node they bring.
  const args = [...prefix, 'ci', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (/** @type {Buffer} */ text) => (output = (output + text.toString()).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`npm could not be run (${error.message}): install Node.js with npm`)));
    child.once('close', resolve);
  });
  if (code !== 0) throw new SetupError(`npm could not install the packages: ${npmReason(output)}`);
}

/** @param {string} root The Node that the packages brought. */
export function bundledNodePath(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * A Node that runs TypeScript: the one from the lock file, else this one if it is new enough.
 * @param {string} root
 */
export function modernNode(root) {
  const bundled = bundledNodePath(root);
  if (existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new SetupError(
    'Node 24 did not arrive with the packages (install scripts disabled?): run `npm rebuild node --ignore-scripts=false`, or install Node 24',
  );
}
