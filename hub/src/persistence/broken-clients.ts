import type { Pool, PoolClient } from 'pg';

/**
 * Gives the pool back the place of a connection that broke inside a transaction.
 *
 * Kysely (0.29) releases a transaction's connection only after its ROLLBACK succeeded, which it cannot on a broken
 * one: every transaction cut short would take a connection from the pool for good, and `pool.end()` would never end.
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
      // Kysely's own release may still follow; pg-pool throws at a second one.
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
