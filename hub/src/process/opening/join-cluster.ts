/** Joins the other hubs, once the database is open. */
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import type { Logger } from 'pino';
import type { Cluster } from '../../cluster/open.ts';
import type { Redis } from '../../cluster/redis/redis.ts';
import { databaseId, isPglite } from '../../persistence/installation.ts';
import type { Housekeeping } from '../../library/retention/housekeeping.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { ConfigError, type Config } from '../config.ts';
import type { Metrics } from '../metrics.ts';

interface JoinParts {
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly version: string;
  readonly redis: Redis;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly housekeeping: Pick<Housekeeping, 'hubLost'>;
}

/** @throws {ConfigError, ClusterStartError} with one line for the operator */
export async function joinCluster(
  { cluster: config }: Config,
  { secrets, database, metrics, housekeeping, ...parts }: JoinParts,
): Promise<Cluster | undefined> {
  const { openCluster } = await import('../../cluster/open.ts');
  if (await isPglite(database))
    throw new ConfigError('REDIS_URL is set, but DATABASE_URL is PGlite, which serves one hub: set DATABASE_URL to a PostgreSQL server');
  const facts = { ...secrets, databaseId: await databaseId(database) };
  const cluster = config && (await openCluster({ config, facts, onEventLost: () => metrics.eventLost(), ...parts }));
  if (cluster) watchHubs(cluster.directory, housekeeping);
  return cluster;
}

/** A hub that starts again has another id, so that its former run is among those that have left. */
function watchHubs(directory: Cluster['directory'], housekeeping: JoinParts['housekeeping']): void {
  let before = directory.hubs;
  directory.on('changed', () => {
    const now = new Set(directory.hubs.map(({ hubId }) => hubId));
    const isLost = before.some(({ hubId }) => !now.has(hubId));
    before = directory.hubs;
    if (isLost) housekeeping.hubLost();
  });
}
