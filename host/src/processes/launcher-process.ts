/** Runs `npm start` without npm for tests: its output, its child processes and its exit. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

export const START_SCRIPT = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url));
/** Includes the first build of the user interface on a slow machine. */
const WITHIN_MS = 540_000;

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

export function descendantsOf(root: number): RunningProcess[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = (parent: number): RunningProcess[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}

function hasInEnvironment(pid: number, variable: string): boolean {
  const { stdout } = spawnSync('ps', ['eww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  return stdout.split(/\s/).includes(variable);
}

export class LauncherProcess {
  readonly #child: ChildProcess;
  output = '';

  /** Binds to free loopback ports only, without HTTPS. */
  constructor(dataDir: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
    const { DATABASE_URL: _url, CAMERA_TOKEN: _token, JWT_SECRET: _secret, ...inherited } = process.env;
    const own = { HUB_HOST: '127.0.0.1', HUB_PORT: '0', CAMERA_PORT: '0', TLS: 'off', DATA_DIR: dataDir, ...env };
    // The widest umask: files are then private only if the code makes them so.
    const command = ['-c', 'umask 000; exec "$0" "$@"', process.execPath, START_SCRIPT, ...args];
    this.#child = spawn('/bin/sh', command, { env: { ...inherited, ...own }, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (text: Buffer): void => void (this.output += text.toString());
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
  }

  /** Waits until the output matches; resolves with the first group. */
  waitForOutput(pattern: RegExp): Promise<string> {
    return vi.waitFor(
      () => {
        const found = pattern.exec(this.output);
        if (found === null) throw new Error(`${String(pattern)} does not match the output:\n${this.output}`);
        return found[1] ?? '';
      },
      { timeout: WITHIN_MS, interval: 50 },
    );
  }

  url(): Promise<string> {
    return this.waitForOutput(/This machine +(http:\S+)/);
  }

  /** All descendant processes: the launcher and its children. */
  descendants(): RunningProcess[] {
    return descendantsOf(this.#child.pid ?? -1);
  }

  pidOf(part: string): number {
    return this.descendants().find(({ command }) => command.includes(part))?.pid ?? -1;
  }

  /** @throws when the camera service has no process */
  pidOfCamera(id: string): number {
    const cameras = this.descendants().filter(({ command }) => command.includes('camera_ws'));
    const camera = cameras.find(({ pid }) => hasInEnvironment(pid, `CAMERA_ID=${id}`));
    if (camera === undefined) throw new Error(`camera ${id} has no process`);
    return camera.pid;
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    if (signal !== undefined) this.#child.kill(signal);
    await exited;
    return this.#child.exitCode;
  }
}
