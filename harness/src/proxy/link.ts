/** A slow or distant link between a client and a server, as rules of a proxy. */
import { FaultProxy } from './fault-proxy.ts';
import type { RuleInput } from './rules/schema.ts';

/** Times and rates as in a rule file. Absent fields change nothing. */
export interface LinkSpec {
  /** From server to client. */
  readonly rate?: string | undefined;
  /** Whether all connections together have the rate; absent: each by itself. */
  readonly shared?: boolean | undefined;
  /** In each direction. */
  readonly latency?: string | undefined;
  readonly jitter?: string | undefined;
}

export interface LinkShape {
  /** From server to client; absent: unlimited. */
  readonly bitsPerSecond?: number | undefined;
  /** A time with a lower rate, measured from the opening of the link. */
  readonly fall?: { readonly bitsPerSecond: number; readonly fromMs: number; readonly untilMs: number } | undefined;
  /** Whether all connections together have the rate, as those of one browser; absent: each by itself. */
  readonly shared?: boolean | undefined;
  /** Half of it in each direction. */
  readonly roundTripMs?: number | undefined;
}

export interface Link {
  /** The address of the server over the link. */
  readonly url: string;
  close(): Promise<void>;
}

export function linkRules({ rate, shared = false, latency, jitter }: LinkSpec): RuleInput[] {
  const rules: RuleInput[] = [];
  if (rate !== undefined) rules.push({ name: 'link-rate', fault: 'rate', direction: 'down', rate, shared });
  if (latency !== undefined)
    rules.push({ name: 'link-latency', fault: 'latency', delay: latency, ...(jitter !== undefined && { jitter }) });
  return rules;
}

/** The same path and query through the proxy, which speaks HTTP and WebSocket without TLS. */
export function addressThrough(proxy: FaultProxy, address: string): string {
  const url = new URL(address);
  url.protocol = url.protocol.startsWith('ws') ? 'ws:' : 'http:';
  url.host = new URL(proxy.url).host;
  return url.href.replace(/\/$/, address.endsWith('/') ? '/' : '');
}

/** @throws {RuleError} if the shape is invalid, {RangeError} if the address is, and the error of `listen` */
export async function openLink(address: string, { bitsPerSecond, fall, shared, roundTripMs }: LinkShape): Promise<Link> {
  const { protocol, host } = new URL(address);
  const rate = bitsPerSecond === undefined ? undefined : rateText(bitsPerSecond);
  const latency = roundTripMs === undefined ? undefined : `${(roundTripMs / 2).toFixed(3)}ms`;
  const rules = linkRules({ rate, shared, latency });
  if (fall) {
    const window = { from: `${fall.fromMs}ms`, until: `${fall.untilMs}ms` };
    rules.push({ name: 'link-fall', fault: 'rate', direction: 'down', rate: rateText(fall.bitsPerSecond), window });
  }
  const proxy = await FaultProxy.start({ target: `${protocol}//${host}`, rules });
  return { url: addressThrough(proxy, address), close: () => proxy.close() };
}

const rateText = (bitsPerSecond: number): string => `${Math.round(bitsPerSecond)}bit`;
