/** Several hubs have data folders of their own, whose locks a program does not see. One of them holds a lock of the database. */
import { SetupError } from '@eyepiece/host/setup-error';
import pg from 'pg';
import { LEADER_LOCK } from '../src/persistence/leadership.ts';

const CONNECT_MS = 5000;
const QUERY_MS = 5000;

/**
 * Holds the lock until `close`. Hubs that start meanwhile do no housekeeping.
 * @throws {SetupError} while hubs use the database, or when it cannot be reached
 */
export async function holdLockOfHubs(databaseUrl: string): Promise<{ close(): Promise<void> }> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined); // the next query of the program reports that the database is away
  const close = (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LEADER_LOCK]);
    if (rows[0]?.locked === true) return { close };
  } catch (error) {
    await close();
    throw new SetupError(`DATABASE_URL: the database does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
  await close();
  throw new SetupError('Stop all hubs first: at least one of several hubs uses the database of DATABASE_URL');
}
