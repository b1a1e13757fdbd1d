import type { Pool, PoolClient } from 'pg';

/**
 * Releases connections that break inside a transaction.
 *
 * Kysely (0.29) releases a transaction's connection only after its ROLLBACK succeeds, which is impossible on a broken
 * connection. Without this, each interrupted transaction would permanently use up a connection of the pool, and
 * `pool.end()` would never resolve.
 */
export function releaseBrokenClients(pool: Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const guardedConnect: typeof connect = async () => {
    const client = await connect();
    const release = client.release.bind(client);
    const onEnd = (): void => {
      client.release(true);
    };
    let released = false;
    client.release = (error) => {
      // Kysely may still release it as well; pg-pool throws on a second release.
      if (released) return;
      released = true;
      client.off('end', onEnd);
      release(error);
    };
    client.once('end', onEnd);
    return client;
  };
  Object.assign(pool, { connect: guardedConnect });
}
