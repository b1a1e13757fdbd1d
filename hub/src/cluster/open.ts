/** The parts of a hub that has other hubs beside it. Loaded only with REDIS_URL. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ClusterConfig } from '../process/config.ts';
import { readAuthorities } from './authorities.ts';
import { FirstTime } from '../process/limits/first-time.ts';
import { HubDirectory } from './directory/directory.ts';
import { OWN_PROTOCOL, refuseIncompatible } from './directory/hub-entry.ts';
import { marksOf, type CommonFacts } from './directory/marks.ts';
import { eventAdapter, type EventAdapter } from './events/adapter.ts';
import { HubMessages } from './messages/messages.ts';
import { Redis } from './redis/redis.ts';

interface OpenClusterParts {
  readonly config: ClusterConfig;
  readonly facts: Omit<CommonFacts, 'clusterToken'>;
  readonly version: string;
  readonly redis: Redis;
  readonly logger: Logger;
  readonly onEventLost: () => void;
}

export interface Cluster {
  /** Of this run of the hub: a restart has another one. */
  readonly hubId: string;
  readonly token: string;
  /** Of the certificates of other hubs; undefined for those that Node.js knows. */
  readonly authorities: readonly string[] | undefined;
  readonly redis: Redis;
  readonly directory: HubDirectory;
  readonly messages: HubMessages;
  readonly eventAdapter: EventAdapter;
  close(): Promise<void>;
}

/** @throws {ClusterStartError} when Redis does not answer or refuses the connection, or beside a hub that this version does not understand */
export async function openRedis({ redisUrl, advertiseUrl: url }: ClusterConfig, version: string, logger: Logger): Promise<Redis> {
  const redis = await Redis.open({ url: redisUrl, logger });
  try {
    await refuseIncompatible(redis, { url, version });
    return redis;
  } catch (error) {
    redis.close();
    throw error;
  }
}

/** Joins the other hubs. @throws {ClusterStartError} when CLUSTER_CA cannot be used, or they have other secrets or another database */
export async function openCluster({ config, facts, version, redis, logger, onEventLost }: OpenClusterParts): Promise<Cluster> {
  const hubId = randomUUID();
  const authorities = config.caFile === undefined ? undefined : await readAuthorities(config.caFile);
  const messages = new HubMessages({ hubId, redis, logger });
  const marks = marksOf({ ...facts, clusterToken: config.token });
  const own = { hubId, url: config.advertiseUrl, version, marks, ...OWN_PROTOCOL };
  const directory = new HubDirectory({ redis, messages, logger, own });
  await directory.join();
  warnOfVersions(directory, version, logger);
  logger.info({ hubId, others: directory.hubs.map(({ url }) => url) }, 'joined the other hubs');
  return {
    hubId,
    token: config.token,
    authorities,
    redis,
    directory,
    messages,
    eventAdapter: eventAdapter(redis, onEventLost),
    close: async () => {
      await directory.close();
      messages.close();
    },
  };
}

function warnOfVersions(directory: HubDirectory, own: string, logger: Logger): void {
  const logged = new FirstTime();
  const warn = (): void => {
    for (const { hubId, url, version } of directory.hubs) {
      if (version !== own && logged.of(hubId)) logger.warn({ url, version }, 'a hub of another version is running');
    }
  };
  directory.on('changed', warn);
  warn();
}
