/** Migrations from older schemas keep all rows and lead to the current schema. */
import { MikroORM } from '@mikro-orm/postgresql';
import pino from 'pino';
import { expect, it } from 'vitest';
import { CaptureEntity } from '../../src/persistence/entities/library/capture.ts';
import { knownCameras } from '../../src/control/camera-rows.ts';
import { ormOptions } from '../../src/persistence/orm/orm-options.ts';
import { openDatabase, type Database } from '../../src/persistence/orm/orm.ts';
import { describeDatabases } from './databases.ts';

const logger = pino({ level: 'silent' });
const CAPTURE = '11111111-1111-4111-8111-111111111111';

async function found(database: Database, word: string): Promise<string[]> {
  const rows = await database.use((em) =>
    em.execute<{ id: string }[]>('select capture_id as id from capture_words where words @@ ?::tsquery', [word]),
  );
  return rows.map(({ id }) => id);
}

describeDatabases('an upgrade', (current) => {
  it('is refused where a newer program has changed the database, which stays as it is', async () => {
    const { url, database } = current();
    await database.use((em) => em.execute(`insert into eyepiece_migrations (name) values ('9999-from-the-future')`));
    await expect(openDatabase({ url, logger })).rejects.toThrow(/newer version of Eyepiece \(9999-from-the-future\)/);
    await database.use((em) => em.execute(`delete from eyepiece_migrations where name = '9999-from-the-future'`));
    await (await openDatabase({ url, logger })).close();
  });

  it('from 0001 keeps captures and cameras', async () => {
    const { url, database } = current();
    const orm = new MikroORM(ormOptions(url, () => undefined));
    await orm.migrator.down({ to: '0001-initial' });
    const old = orm.em.fork();
    await old.execute(`insert into captures values
      ('${CAPTURE}', 'cam-1', 'Stage', 'a.tif', 'cam-1/a.tif', 'tiff', 9, 'aa', 64, 48, 12, 1, now(), 1000, 1, 8, 0,
       null, null, null, null, '{}', null, 0, '{}', now(), null)`);
    await old.execute(`insert into cameras values ('cam-1', 'Stage', 'simulated', 'M', '1', null, '{}', now())`);
    await expect(old.execute(`update captures set format = 'mp4'`)).rejects.toThrow(/captures_format_check/);
    await orm.close(true);

    const upgraded = await openDatabase({ url, logger });
    await upgraded.close();
    expect(await database.schemaDiffers()).toBe(false);
    const capture = await database.use((em) => em.findOneOrFail(CaptureEntity, { id: CAPTURE }));
    expect(capture).toMatchObject({ format: 'tiff', jobId: null, jobIndex: null });
    expect(await knownCameras(database)).toMatchObject([{ id: 'cam-1', settings: null, objectiveId: null }]);
    await database.use((em) => em.execute(`update captures set format = 'mp4', job_id = id, job_index = 0`));
    expect(await found(database, 'tif')).toEqual([CAPTURE]);
  });

  it('keeps the search words of captures after a downgrade and upgrade', async () => {
    const { url, database } = current();
    await database.use((em) =>
      em.execute(`insert into captures
      (id, camera_id, camera_name, filename, path, format, size_bytes, sha256, width, height, bit_depth, channels, captured_at,
       captured_at_us, seq, exposure_ms, gain_db, tags, rating, metadata, created_at)
      values ('${CAPTURE}', 'cam-1', 'Stage', 'a.tif', 'cam-1/a.tif', 'tiff', 9, 'aa', 64, 48, 12, 1, now(), 1000, 1, 8, 0, '{}', 0, '{}', now())`),
    );
    const orm = new MikroORM(ormOptions(url, () => undefined));
    await orm.migrator.down({ to: '0006-storage' });
    await orm.em.fork().execute(`update captures set label = 'Onion'`);
    await orm.close(true);
    await (await openDatabase({ url, logger })).close();
    expect(await database.schemaDiffers()).toBe(false);
    expect([await found(database, 'onion'), await found(database, 'leaf')]).toEqual([[CAPTURE], []]);
    await database.use((em) => em.execute(`update captures set label = 'Leaf'`));
    expect([await found(database, 'onion'), await found(database, 'leaf')]).toEqual([[], [CAPTURE]]);
  });
});
