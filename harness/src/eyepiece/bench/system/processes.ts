/** The cores on which processes run. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { ServiceCommand } from '../../../system/processes/service-process.ts';

const onLinux = process.platform === 'linux';

/** The server has one core; everything that loads it has the other. */
export const CORE = { server: 0, load: 1 } as const;

export const canPin = onLinux && availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;

/** The same command, pinned to a core if the system supports it. */
export function pinned(service: ServiceCommand, core: number): ServiceCommand {
  return canPin ? { ...service, command: 'taskset', args: ['-c', String(core), service.command, ...service.args] } : service;
}

/** Pins a running process with all its threads. */
export function pinProcess(pid: number, core: number): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)]);
}
