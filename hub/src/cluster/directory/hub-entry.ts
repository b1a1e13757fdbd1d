/** What a hub tells the others about itself, and why two hubs cannot work together. */
import { z } from 'zod';
import { isUnderstood, PEER_PROTOCOL, PEER_PROTOCOL_MIN } from '../peers/protocol.ts';
import type { Redis } from '../redis/redis.ts';
import { ClusterStartError } from '../start-error.ts';
import { differing } from './marks.ts';

const hubSchema = z.object({
  hubId: z.string(),
  /** Address at which other hubs reach it. */
  url: z.string(),
  version: z.string(),
  marks: z.record(z.string(), z.string()),
  /** The newest and the oldest protocol between hubs that it speaks. The first version did not name them. */
  protocol: z.int().min(1).default(1),
  protocolMin: z.int().min(1).default(1),
});
export type HubEntry = z.output<typeof hubSchema>;
type Starting = Pick<HubEntry, 'url' | 'version'>;

export const OWN_PROTOCOL = { protocol: PEER_PROTOCOL, protocolMin: PEER_PROTOCOL_MIN } as const;

/** Of the times at which the entries expire, and of the entries. */
export function hubKeys(redis: Pick<Redis, 'key'>): string[] {
  return [redis.key('hubs', 'expiry'), redis.key('hubs', 'entries')];
}

/** Entries as Redis has them. Those that this version cannot read are left out. */
export function readEntries(values: readonly string[]): HubEntry[] {
  return values.flatMap((value) => hubSchema.safeParse(parsed(value)).data ?? []);
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Why the hubs cannot work together; undefined if they can. */
export function refusalOf(own: Starting & Pick<HubEntry, 'marks'>, other: HubEntry): string | undefined {
  const variable = differing(own.marks, other.marks);
  if (variable === undefined) return protocolRefusal(own, other);
  return `${variable} differs from the hub at ${other.url}: hubs at the same REDIS_URL need the same value`;
}

/** A former run of this hub may have ended without leaving. */
function protocolRefusal({ url, version }: Starting, other: HubEntry): string | undefined {
  if (other.url === url || isUnderstood(other)) return undefined;
  const theirs = `The hub at ${other.url} (version ${other.version}) speaks versions ${other.protocolMin} to ${other.protocol}`;
  const ours = `this one (version ${version}) ${PEER_PROTOCOL_MIN} to ${PEER_PROTOCOL}`;
  return `${theirs} of the protocol between hubs, ${ours}: stop all hubs of the older version first`;
}

const LIST = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local values = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')) do
  local value = redis.call('HGET', KEYS[2], id)
  if value then values[#values + 1] = value end
end
return values`;

/**
 * Before this hub migrates the database, after which the others could not start again.
 * @throws {ClusterStartError} when a running hub has no version of the protocol in common with this one
 */
export async function refuseIncompatible(redis: Pick<Redis, 'script' | 'key'>, own: Starting): Promise<void> {
  const running = readEntries(await redis.script<string[]>(LIST, hubKeys(redis), []));
  const refusals = running.flatMap((other) => protocolRefusal(own, other) ?? []);
  if (refusals[0] !== undefined) throw new ClusterStartError(refusals[0]);
}
