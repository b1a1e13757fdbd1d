/** A hub with a new database on the PostgreSQL server of the tests. */
import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import { HubProcess } from '../../src/system/processes/hub-process.ts';

export async function startHub(): Promise<HubProcess> {
  return HubProcess.start({ database: await createHubDatabase() });
}
