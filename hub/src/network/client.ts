/** Determines the client of a request: address, protocol and host as reported by trusted proxies. */
import type { IncomingMessage } from 'node:http';
import { withoutKeys } from '@eyepiece/shared-types';
import ipaddr from 'ipaddr.js';

/** Trusted reverse proxies: their number, or their networks. */
export type TrustProxy = number | readonly string[];

export interface Client {
  /** Without zone; IPv4-mapped IPv6 as IPv4. Empty when the connection has closed. */
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** Host name and port as used by the client; empty when missing or invalid. */
  readonly host: string;
}

export type ClientOf = (request: IncomingMessage) => Client;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

const MAX_HOPS = 16;
/** Only the right end of a header is read. */
const MAX_HEADER_CHARS = 2048;
const HOST = /^[A-Za-z0-9._~-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

/**
 * Reads TRUST_PROXY: a number of hops, or addresses and networks separated by commas. `true` is one hop.
 * @throws {Error} naming the invalid part
 */
export function parseTrustProxy(value: string): TrustProxy {
  const text = value.trim().toLowerCase();
  if (text === '' || text === 'false') return 0;
  if (text === 'true') return 1;
  if (/^\d+$/.test(text)) {
    if (Number(text) > MAX_HOPS) throw new Error(`at most ${MAX_HOPS} proxies are supported`);
    return Number(text);
  }
  const networks = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  for (const network of networks) parseNetwork(network);
  return networks;
}

/** @throws {Error} */
function parseNetwork(text: string): Network {
  const [, network = '', size] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(network);
  const maxBits = address?.kind() === 'ipv4' ? 32 : 128;
  const bits = size === undefined ? maxBits : Number(size);
  if (address === undefined || bits > maxBits) {
    throw new Error(`"${text}" is neither a number of proxies, nor an IP address, nor a network such as 10.0.0.0/8`);
  }
  return [address, bits];
}

/**
 * The only function that determines the client. Trusted proxies are counted from the right end of the headers; entries
 * further left come from the client and may be forged.
 */
export function createClientOf(trust: TrustProxy): ClientOf {
  const isTrusted = createIsTrusted(trust);
  // Cached, because the log, the limits and the routes all need it.
  const known = new WeakMap<IncomingMessage, Client>();
  return (request) => {
    const before = known.get(request);
    if (before) return before;
    const client = readClient(request, isTrusted);
    known.set(request, client);
    return client;
  };
}

/** The party that a TCP connection counts for; undefined for a trusted proxy, which carries all clients. */
export function createPartyOf(trust: TrustProxy): (address: string) => string | undefined {
  const isTrusted = createIsTrusted(trust);
  return (address) => (isTrusted(canonical(address) ?? '', 0) ? undefined : networkOf(address));
}

type IsTrusted = (address: string, hop: number) => boolean;

function createIsTrusted(trust: TrustProxy): IsTrusted {
  const networks = typeof trust === 'number' ? [] : trust.map(parseNetwork);
  return (address, hop) => {
    if (typeof trust === 'number') return hop < trust;
    const parsed = parseAddress(address);
    return parsed !== undefined && networks.some((network) => contains(network, parsed));
  };
}

function readClient({ socket, headers }: IncomingMessage, isTrusted: IsTrusted): Client {
  const forwarded = listOf(headers['x-forwarded-for']);
  let address = canonical(socket.remoteAddress ?? '') ?? '';
  let hops = 0;
  while (isTrusted(address, hops)) {
    hops += 1;
    const next = canonical(forwarded.at(-hops) ?? '');
    if (next === undefined) break;
    address = next;
  }
  const direct = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http';
  const protocol = fromProxies(headers['x-forwarded-proto'], hops)?.toLowerCase();
  const host = fromProxies(headers['x-forwarded-host'], hops) ?? headers.host ?? '';
  return {
    address,
    protocol: protocol === 'https' || protocol === 'http' ? protocol : direct,
    // A key in place of the host would come back in headers and links.
    host: HOST.test(host) && withoutKeys(host) === host ? host : '',
  };
}

/** The value of the outermost trusted proxy: each proxy appends a value, or there is a single one. */
function fromProxies(header: string | string[] | undefined, hops: number): string | undefined {
  if (hops === 0) return undefined;
  const values = listOf(header);
  return values[Math.max(0, values.length - hops)];
}

function listOf(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  return String(header)
    .slice(-MAX_HEADER_CHARS)
    .split(',')
    .map((value) => value.trim());
}

/** Canonical form without port, brackets and zone; undefined for an invalid address. */
function canonical(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return parseAddress(bare.replace(/%.*$/, ''))?.toString();
}

function parseAddress(text: string): Address | undefined {
  // Forms such as "1" and "0x7f.1", which the C library accepts, are ambiguous.
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

/** The network counted as one party: an IPv4 address, or an IPv6 /64 because hosts have many addresses in it. */
export function networkOf(address: string): string {
  const parsed = parseAddress(address.replace(/%.*$/, ''));
  if (parsed === undefined) return address;
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
