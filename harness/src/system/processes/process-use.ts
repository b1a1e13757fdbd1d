/** CPU time, resident memory and descriptors of processes. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const onLinux = process.platform === 'linux';
/** USER_HZ, the unit of /proc/<pid>/stat: 100 on every Linux. */
const TICKS_PER_SECOND = 100;

/** User and system time of the process so far, s. */
export async function cpuSeconds(pid: number): Promise<number> {
  if (!onLinux) return clockSeconds((await ps(pid, 'time')).trim());
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may contain any character. The state is the first field after it, the user time the twelfth.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export async function residentBytes(pid: number): Promise<number> {
  if (!onLinux) return Number(await ps(pid, 'rss')) * 1024;
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Open sockets of the process; undefined if the system does not report them. */
export async function openSockets(pid: number): Promise<number | undefined> {
  if (!onLinux) return undefined;
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith('socket:')).length;
}

async function ps(pid: number, field: string): Promise<string> {
  if (process.platform === 'win32') throw new Error('CPU and memory use are not measured on Windows');
  return (await run('ps', ['-o', `${field}=`, '-p', String(pid)])).stdout;
}

/** `[[days-]hours:]minutes:seconds`, as ps prints it. */
export function clockSeconds(text: string): number {
  const [rest = '', days = '0'] = text.split('-').reverse();
  return rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
