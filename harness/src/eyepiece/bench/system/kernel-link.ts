/**
 * A slow or distant link made of the kernel's queues, to compare the simulated one with. It needs root on Linux,
 * `unshare` of util-linux, and `ip` and `tc` of iproute2. It runs in a network namespace that ends with the bench.
 *
 * Each link is an address of loopback, 127.0.1.n. Its packets pass netem's delay, or a token bucket with 32 kB, like a
 * router that keeps a quarter of a second at 1 Mbit/s and drops the rest. Segments have the size of Ethernet's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import type { Link, LinkShape } from '../../../proxy/link.ts';

const INSIDE = 'EYEPIECE_BENCH_NAMESPACE';
const SEGMENT_BYTES = 1460;
const QUEUE_BYTES = 32 * 1024;
/** Burst of the token bucket: one packet with its headers. */
const BURST_BYTES = 1600;
/** Packets reach the queue of each link at full speed. */
const CLASS = ['htb', 'rate', '10gbit', 'quantum', '60000'];

export const inNamespace = process.env[INSIDE] === '1';

/** Runs this program again in its own namespace. Returns the exit code. @throws if this machine does not support it */
export function runInNamespace(): number {
  const missing = ['unshare', 'ip', 'tc'].filter((tool) => spawnSync(tool, ['-V']).error);
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || missing.length > 0) {
    throw new Error(`--namespace needs root on Linux, and unshare (util-linux), ip and tc (iproute2)${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}`); // prettier-ignore
  }
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, error } = spawnSync('unshare', ['--net', ...program], { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } });
  if (error) throw error;
  return status ?? 1;
}

/** Runs first in the namespace, where loopback has neither an address nor queues. */
export function openLoopback(): void {
  ip('link', 'set', 'lo', 'up');
  ip('route', 'add', 'local', '127.0.1.0/24', 'dev', 'lo', 'table', 'local', 'advmss', String(SEGMENT_BYTES));
  tc('qdisc', 'replace', 'dev', 'lo', 'root', 'handle', '1:', 'htb');
}

export class KernelLink implements Link {
  static #count = 0;
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  /** @throws if the kernel has no such queue, such as a delay without netem */
  static start(address: string, { bitsPerSecond, fall, roundTripMs }: LinkShape): KernelLink {
    if (fall) throw new RangeError('a link of the kernel keeps its rate: measure this row without --namespace');
    KernelLink.#count += 1;
    const own = `127.0.1.${KernelLink.#count}`;
    const down = 10 + 2 * KernelLink.#count;
    if (bitsPerSecond !== undefined && roundTripMs !== undefined) throw new RangeError('a link can have a low rate or a delay, not both');
    if (bitsPerSecond !== undefined) {
      lead(`src ${own}`, down, ['tbf', 'rate', `${bitsPerSecond}bit`, 'burst', `${BURST_BYTES}b`, 'limit', `${QUEUE_BYTES}b`]);
    }
    if (roundTripMs !== undefined) {
      const delay = ['netem', 'delay', `${roundTripMs / 2}ms`, 'limit', '100000'];
      lead(`src ${own}`, down, delay);
      lead(`dst ${own}`, down + 1, delay);
    }
    return new KernelLink(`http://${own}:${new URL(address).port}`);
  }

  /** The queues end with the namespace. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function lead(packets: string, minor: number, queue: readonly string[]): void {
  const id = minor.toString(16);
  tc('class', 'add', 'dev', 'lo', 'parent', '1:', 'classid', `1:${id}`, ...CLASS);
  tc('qdisc', 'add', 'dev', 'lo', 'parent', `1:${id}`, ...queue);
  const [end = '', address = ''] = packets.split(' ');
  tc('filter', 'add', 'dev', 'lo', 'parent', '1:', 'protocol', 'ip', 'prio', String(minor), 'u32', 'match', 'ip', end, `${address}/32`, 'flowid', `1:${id}`); // prettier-ignore
}

const ip = (...args: string[]): void => run('ip', args);
const tc = (...args: string[]): void => run('tc', args);

function run(tool: string, args: readonly string[]): void {
  try {
    execFileSync(tool, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const output = String((error as { stderr?: unknown }).stderr ?? error).trim();
    throw new Error(`${tool} ${args.join(' ')}: ${output}`, { cause: error });
  }
}
