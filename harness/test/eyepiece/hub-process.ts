/** A hub with an empty database on the PostgreSQL server of the tests. */
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { HubProcess } from '../../src/system/processes/hub-process.ts';

export async function startHub(): Promise<HubProcess> {
  return HubProcess.start({ database: await createTemporaryDatabase() });
}
