import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, modernNode, packagesInstalled, SetupError } from './packages.mjs';
import { onParentGone } from './parent.mjs';
import { paint, showStep } from './progress.mjs';

const MIN_NODE = { major: 20, minor: 19 };
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < MIN_NODE.major || (major === MIN_NODE.major && minor < MIN_NODE.minor)) {
    throw new SetupError(`Node ${process.versions.node} is too old: Eyepiece needs ${MIN_NODE.major}.${MIN_NODE.minor} or newer`);
  }
}

/**
 * `npm start` puts the installed Node first on PATH. It cannot be replaced while it runs (Windows), so the Node that
 * runs npm does the installing.
 * @param {string} script
 */
function installFromOutside(script) {
  const outside = process.env.npm_node_execpath;
  const inside = join(root, 'node_modules') + sep;
  if (!process.execPath.startsWith(inside) || outside === undefined || outside.startsWith(inside)) return false;
  const { status } = spawnSync(outside, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
  return true;
}

/** @param {string} program a TypeScript file relative to the checkout */
async function runUnderModernNode(program) {
  const args = ['--disable-warning=ExperimentalWarning', join(root, program), ...process.argv.slice(2)];
  const child = spawn(modernNode(root), args, { cwd: root, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event !== undefined) onParentGone(() => child.kill('SIGTERM'));
  const [code, signal] = await once(child, 'exit');
  process.exitCode = code ?? 128 + (constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0);
}

/**
 * Installs the packages if they are missing or old, then runs the program under the Node that they bring.
 * @param {string} script the file that npm runs, to be run again by another Node if need be
 * @param {string} program a TypeScript file relative to the checkout
 */
export async function handOver(script, program) {
  try {
    checkNode();
    if (!packagesInstalled(root)) {
      if (installFromOutside(script)) return;
      await showStep('Installing packages', () => installPackages(root));
    }
    await runUnderModernNode(program);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${paint(process.stderr).red('Error:')} ${error.message}\n`);
    process.exitCode = 1;
  }
}
