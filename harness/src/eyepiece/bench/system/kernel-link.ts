/**
 * A slow or distant link made of the kernel's queues, to compare the simulated one with. It needs root on Linux,
 * `unshare` of util-linux, and `ip` and `tc` of iproute2. It runs in a network namespace that ends with the bench.
 *
 * Each link is an address of loopback, 127.0.1.n, with one address for all clients. Its packets take a detour over an
 * `ifb` device, so that the other connections of the namespace pass no queue. There they wait for netem's delay, or for
 * a token bucket with 32 kB, like a router that keeps a quarter of a second at 1 Mbit/s and drops the rest; with 50 ms on
 * a faster link. Segments have the size of Ethernet's. The congestion control is cubic, the default of most systems,
 * because loopback confuses BBR: it counts packets, and takes small messages without a delay for a fast link.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openLink, type Link, type LinkShape } from '../../../proxy/link.ts';

const INSIDE = 'EYEPIECE_BENCH_NAMESPACE';
const SEGMENT_BYTES = 1460;
const QUEUE_BYTES = 32 * 1024;
const QUEUE_MS = 50;
/** Burst of the token bucket: one packet with its headers. */
const BURST_BYTES = 1600;
/** Clients need an address of their own: otherwise both directions of a link would pass its queue. */
const CLIENT = '127.0.2.1';
const DEVICE = 'ifb0';
const CONGESTION_CONTROL = 'cubic';
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
  const available = readFileSync('/proc/sys/net/ipv4/tcp_available_congestion_control', 'utf8').split(/\s/);
  const options = ['advmss', String(SEGMENT_BYTES), ...(available.includes(CONGESTION_CONTROL) ? ['congctl', CONGESTION_CONTROL] : [])];
  ip('link', 'set', 'lo', 'up');
  ip('route', 'add', 'local', '127.0.1.0/24', 'dev', 'lo', 'table', 'local', 'src', CLIENT, ...options);
  ip('route', 'add', 'local', '127.0.2.0/24', 'dev', 'lo', 'table', 'local', ...options);
  ip('link', 'add', DEVICE, 'type', 'ifb');
  ip('link', 'set', DEVICE, 'up');
  tc('qdisc', 'add', 'dev', 'lo', 'clsact');
  tc('qdisc', 'replace', 'dev', DEVICE, 'root', 'handle', '1:', 'htb');
}

/** A link of the kernel in the namespace, of the fault proxy elsewhere. */
export const openBenchLink = async (address: string, shape: LinkShape): Promise<Link> =>
  inNamespace ? KernelLink.start(address, shape) : openLink(address, shape);

export class KernelLink implements Link {
  static #count = 0;
  readonly url: string;
  readonly #timers: readonly NodeJS.Timeout[];

  private constructor(url: string, timers: readonly NodeJS.Timeout[] = []) {
    this.url = url;
    this.#timers = timers;
  }

  /** @throws if the kernel has no such queue, such as a delay without netem */
  static start(address: string, { bitsPerSecond, fall, roundTripMs }: LinkShape): KernelLink {
    if (bitsPerSecond !== undefined && roundTripMs !== undefined) throw new RangeError('a link can have a low rate or a delay, not both');
    KernelLink.#count = freeAfter(KernelLink.#count);
    const own = `127.0.1.${KernelLink.#count}`;
    const down = firstClass(KernelLink.#count);
    const url = `http://${own}:${new URL(address).port}`;
    if (roundTripMs !== undefined) {
      const delay = ['netem', 'delay', `${roundTripMs / 2}ms`, 'limit', '100000'];
      lead(`src ${own}`, down, delay);
      lead(`dst ${own}`, down + 1, delay);
    }
    if (bitsPerSecond === undefined) return new KernelLink(url);
    lead(`src ${own}`, down, tokenBucket(bitsPerSecond));
    if (!fall) return new KernelLink(url);
    const from = setTimeout(() => change(down, fall.bitsPerSecond), fall.fromMs);
    return new KernelLink(url, [from, setTimeout(() => change(down, bitsPerSecond), fall.untilMs)]);
  }

  /** The queues end with the namespace. */
  close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return Promise.resolve();
  }
}

const firstClass = (count: number): number => 10 + 2 * count;

/** Each process of the bench counts by itself. */
function freeAfter(count: number): number {
  const classes = tc('class', 'show', 'dev', DEVICE);
  let free = count + 1;
  while (new RegExp(`1:(${[0, 1].map((way) => (firstClass(free) + way).toString(16)).join('|')}) `).test(classes)) free += 1;
  return free;
}

function tokenBucket(bitsPerSecond: number): string[] {
  const queueBytes = Math.max(QUEUE_BYTES, Math.round((bitsPerSecond / 8000) * QUEUE_MS));
  return ['tbf', 'rate', `${bitsPerSecond}bit`, 'burst', `${BURST_BYTES}b`, 'limit', `${queueBytes}b`];
}

/** Changes the rate of a link. Queued packets stay in the queue. */
function change(minor: number, bitsPerSecond: number): void {
  const id = minor.toString(16);
  // An error ends the process: a figure over a link that did not change would be wrong.
  tc('qdisc', 'change', 'dev', DEVICE, 'parent', `1:${id}`, 'handle', `${id}:`, ...tokenBucket(bitsPerSecond));
}

function lead(packets: string, minor: number, queue: readonly string[]): void {
  const id = minor.toString(16);
  tc('class', 'add', 'dev', DEVICE, 'parent', '1:', 'classid', `1:${id}`, ...CLASS);
  tc('qdisc', 'add', 'dev', DEVICE, 'parent', `1:${id}`, 'handle', `${id}:`, ...queue);
  const [end = '', address = ''] = packets.split(' ');
  const match = ['protocol', 'ip', 'prio', String(minor), 'u32', 'match', 'ip', end, `${address}/32`];
  tc('filter', 'add', 'dev', DEVICE, 'parent', '1:', ...match, 'flowid', `1:${id}`);
  tc('filter', 'add', 'dev', 'lo', 'egress', ...match, 'action', 'mirred', 'egress', 'redirect', 'dev', DEVICE);
}

const ip = (...args: string[]): string => run('ip', args);
const tc = (...args: string[]): string => run('tc', args);

/** @returns the standard output of the tool */
function run(tool: string, args: readonly string[]): string {
  try {
    return execFileSync(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const output = String((error as { stderr?: unknown }).stderr ?? error).trim();
    throw new Error(`${tool} ${args.join(' ')}: ${output}`, { cause: error });
  }
}
