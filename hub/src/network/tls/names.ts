/** The names and addresses under which browsers may reach this machine. */
import type { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Host names, and addresses or networks. */
export interface ServerNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

export interface Machine {
  readonly hostname: string;
  readonly interfaces: ReturnType<typeof networkInterfaces>;
  /** TLS_NAMES: further names and addresses. */
  readonly extra: readonly string[];
}

const HOST_NAME = /^(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*$/;
/** Machines with many virtual networks have more addresses than a certificate should list. */
const MAX_ADDRESSES = 64;
const MAX_EXTRA_NAMES = 64;
/** Networks of containers and virtual machines inside this machine. */
const VIRTUAL_INTERFACE = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel)/;

/** Networks that are not routed on the Internet (RFC 1918, 6598, 3927, 4193, 4291). */
const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

/**
 * Reads TLS_NAMES: host names and addresses, separated by commas.
 * @throws {Error} naming the invalid entry
 */
export function parseNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  if (names.length > MAX_EXTRA_NAMES) throw new Error(`has ${names.length} names; at most ${MAX_EXTRA_NAMES} are supported`);
  const invalid = names.find((name) => addressOf(name) === undefined && !isHostName(name));
  if (invalid !== undefined) throw new Error(`"${invalid}" is neither a host name nor an IP address`);
  return names;
}

export function serverNames({ hostname, interfaces, extra }: Machine): ServerNames {
  const host = hostname.toLowerCase();
  const [short = ''] = host.split('.');
  const own = isHostName(host) ? [host, short, `${short}.local`].filter(isHostName) : [];
  const extraAddresses = extra.flatMap((name) => addressOf(name) ?? []);
  return {
    dns: unique(['localhost', ...own, ...extra.filter((name) => addressOf(name) === undefined)]),
    ip: unique(['127.0.0.1', '::1', ...extraAddresses, ...addressesOf(interfaces)].map((address) => canonical(address))).slice(
      0,
      MAX_ADDRESSES,
    ),
  };
}

/** What a new authority of this machine may sign for: its own names, `.local`, private networks, and its other addresses. */
export function authorityScope(names: ServerNames): ServerNames {
  const others = names.ip.filter((address) => !PRIVATE_NETWORKS.some((network) => isIn(address, network)));
  return {
    dns: unique(['local', ...names.dns.filter((name) => !name.endsWith('.local'))]),
    ip: [...PRIVATE_NETWORKS, ...others.map((address) => `${address}/${address.includes(':') ? 128 : 32}`)],
  };
}

/** Splits the names into those in the scope and the others. */
export function withinScope(names: ServerNames, scope: ServerNames): { covered: ServerNames; uncovered: string[] } {
  const hasName = (name: string): boolean => scope.dns.some((base) => name === base || name.endsWith(`.${base}`));
  const hasAddress = (address: string): boolean => scope.ip.some((network) => isIn(address, network));
  return {
    covered: { dns: names.dns.filter(hasName), ip: names.ip.filter(hasAddress) },
    uncovered: [...names.dns.filter((name) => !hasName(name)), ...names.ip.filter((address) => !hasAddress(address))],
  };
}

/** Names that the operator gave this machine, and its addresses that devices on the same network can reach. */
export function reachableAddresses({ interfaces, extra }: Pick<Machine, 'interfaces' | 'extra'>): string[] {
  const physical = Object.fromEntries(Object.entries(interfaces).filter(([name]) => !VIRTUAL_INTERFACE.test(name)));
  return unique([...extra, ...addressesOf(physical).filter((address) => !isIn(address, '169.254.0.0/16'))]);
}

/** IPv4 addresses, and IPv6 addresses of private networks. Other IPv6 addresses change daily (RFC 8981). */
function addressesOf(interfaces: Machine['interfaces']): string[] {
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal, address }) => !internal && (family === 'IPv4' || isIn(address, 'fc00::/7')))
    .map(({ address }) => address);
}

function isHostName(name: string): boolean {
  return HOST_NAME.test(name) && !/^[0-9.]*$/.test(name);
}

function addressOf(text: string): string | undefined {
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.isValid(text) && !text.includes('%') ? canonical(text) : undefined;
}

function canonical(address: string): string {
  return ipaddr.process(address).toString();
}

function isIn(address: string, network: string): boolean {
  const parsed = ipaddr.process(address);
  const [base, bits] = ipaddr.parseCIDR(network);
  return parsed.kind() === base.kind() && parsed.match(base, bits);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
