import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { Fences } from '../../../src/cluster/homes/fences.ts';
import { CameraHomeEntity } from '../../../src/persistence/entities/cameras/camera-home.ts';
import type { Database } from '../../../src/persistence/orm/orm.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { proxiedDatabase } from '../../persistence/proxied-database.ts';

const logger = pino({ level: 'silent' });
/** No request waits for it: the database answers. */
const PATIENT_MS = 60_000;

function hub(database: Database, deadlineMs = PATIENT_MS): { id: string; fences: Fences } {
  const id = randomUUID();
  return { id, fences: new Fences({ database, hubId: id, logger, deadlineMs }) };
}

function homesIn(database: Database): Promise<object[]> {
  return database.use((em) => em.find(CameraHomeEntity, {}, { orderBy: { cameraId: 'asc' } }));
}

describeDatabases('fences', (current) => {
  it('rise by one, for each camera by itself', async () => {
    const { database } = current();
    const [a, b] = [hub(database), hub(database)];
    expect([await a.fences.claim('cam-1', 0), await b.fences.claim('cam-1', 1), await a.fences.claim('cam-2', 0)]).toEqual([1, 2, 1]);
    expect(await homesIn(database)).toMatchObject([
      { cameraId: 'cam-1', fence: 2, hubId: b.id },
      { cameraId: 'cam-2', fence: 1, hubId: a.id },
    ]);
  });

  it('are above what the camera service has seen', async () => {
    const { fences } = hub(current().database);
    expect([await fences.claim('cam', 40), await fences.claim('cam', 3)]).toEqual([41, 42]);
  });

  it('are never issued twice, also to hubs that claim at the same moment', async () => {
    const { database } = current();
    const hubs = Array.from({ length: 5 }, () => hub(database));
    const claims = await Promise.all(hubs.flatMap(({ fences }) => Array.from({ length: 10 }, () => fences.claim('cam', 0))));
    expect(new Set(claims).size).toBe(50);
    expect(Math.max(...claims)).toBe(50);
  });

  it('survive that the database is away: they go on above the known ones, and are stored later', async () => {
    const { database } = current();
    await using proxied = await proxiedDatabase(current().url);
    const { id, fences } = hub(proxied.database, 2000);
    expect(await fences.claim('cam', 0)).toBe(1);
    await proxied.proxy.cut();
    expect([await fences.claim('cam', 1), await fences.claim('cam', 0)]).toEqual([2, 3]);
    await expect(fences.storeLate()).rejects.toMatchObject({ code: 'database_unavailable' });
    await proxied.proxy.mend();
    await expect
      .poll(
        () =>
          fences.storeLate().then(
            () => 'stored',
            () => 'away',
          ),
        { timeout: PATIENT_MS },
      )
      .toBe('stored');
    expect(await homesIn(database)).toMatchObject([{ fence: 3, hubId: id }]);
    // A hub that has claimed meanwhile is not overwritten.
    const other = hub(database);
    expect(await other.fences.claim('cam', 3)).toBe(4);
    await fences.storeLate();
    expect(await homesIn(database)).toMatchObject([{ fence: 4, hubId: other.id }]);
  });
});
