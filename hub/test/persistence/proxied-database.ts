import pino from 'pino';
import { openDatabase, type Database } from '../../src/persistence/orm/orm.ts';
import { startDatabaseProxy, type DatabaseProxy } from './database-proxy.ts';

export interface ProxiedDatabase extends AsyncDisposable {
  readonly proxy: DatabaseProxy;
  readonly database: Database;
}

/** A connection to a database that the test may cut. Declare it with `await using`. */
export async function proxiedDatabase(url: string): Promise<ProxiedDatabase> {
  const proxy = await startDatabaseProxy(url);
  const database = await openDatabase({ url: proxy.url, logger: pino({ level: 'silent' }) });
  return {
    proxy,
    database,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await proxy.close();
    },
  };
}
