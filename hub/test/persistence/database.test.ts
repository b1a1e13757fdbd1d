import pino from 'pino';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/persistence/orm/orm.ts';
import { Audit } from '../../src/people/audit/audit.ts';
import { knownCameras, storeCamera } from '../../src/control/camera-rows.ts';
import { MIGRATIONS } from '../../src/persistence/migrations/index.ts';
import { Presets } from '../../src/persistence/rows/presets.ts';
import { UserEntity, type UserRow } from '../../src/persistence/entities/people/user.ts';
import { startDatabaseProxy } from './database-proxy.ts';
import { describeDatabases } from './databases.ts';

const logger = pino({ level: 'silent' });
const user = (id: string, email: string): UserRow => ({
  id,
  email,
  name: 'Ana',
  role: 'viewer',
  passwordHash: 'x',
  disabled: false,
  tokenVersion: 0,
  createdAt: new Date(),
  service: false,
});
const ID_A = '11111111-1111-4111-8111-111111111111';
const ID_B = '22222222-2222-4222-8222-222222222222';
const camera = {
  cameraId: 'cam-1',
  name: 'Stage',
  driver: 'simulated',
  model: 'PL-D755',
  serial: '1',
  capabilities: {
    sensor: { width: 64, height: 48, color: false, bitDepth: 12 },
    features: {},
    resolutions: [],
    captureFormats: ['jpg' as const],
  },
  settings: { exposure: 8, gain: 0, roi: { left: 0, top: 0, width: 64, height: 48 } },
};

describeDatabases('database', (current) => {
  it('has the schema that the entities describe', async () => {
    expect(await current().database.schemaDiffers()).toBe(false);
  });

  it('notices when the schema differs from the entities', async () => {
    const { database } = current();
    await database.use((em) => em.execute('alter table users drop column name'));
    expect(await database.schemaDiffers()).toBe(true);
    await database.use((em) => em.execute("alter table users add column name text not null default ''"));
    await database.use((em) => em.execute('alter table users alter column name drop default'));
  });

  it('migrates once when several hubs start together on an empty database', async () => {
    const { url, database } = current();
    await database.use((em) => em.execute('drop schema public cascade; create schema public'));
    const hubs = await Promise.all([1, 2, 3].map(() => openDatabase({ url, logger })));
    const ran = await database.use((em) => em.execute<{ name: string }[]>('select name from eyepiece_migrations'));
    await Promise.all(hubs.map((hub) => hub.close()));
    expect(ran.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await database.schemaDiffers()).toBe(false);
  });

  it('rolls back a transaction that throws', async () => {
    const { database } = current();
    const failing = database.transaction(async (em) => {
      await em.insert(UserEntity, user(ID_A, 'ana@example.org'));
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await database.use((em) => em.count(UserEntity))).toBe(0);
  });

  it('keeps e-mail addresses unique and in lower case', async () => {
    const { database } = current();
    await database.use((em) => em.insert(UserEntity, user(ID_A, 'ana@example.org')));
    const insert = (email: string) => database.use((em) => em.insert(UserEntity, user(ID_B, email)));
    await expect(insert('ana@example.org')).rejects.toThrow(/users_email_unique/);
    await expect(insert('Ben@example.org')).rejects.toThrow(/users_email_check/);
  });

  it('stores a camera and updates it at its next hello', async () => {
    const { database } = current();
    await storeCamera(database, camera, new Date(1000));
    await storeCamera(database, { ...camera, name: 'Stage B', firmware: '2.1' }, new Date(2000));
    expect(await knownCameras(database)).toMatchObject([
      {
        id: 'cam-1',
        name: 'Stage B',
        firmware: '2.1',
        lastSeenAt: new Date(2000),
        capabilities: camera.capabilities,
        settings: camera.settings,
      },
    ]);
  });

  it('keeps preset names unique per camera', async () => {
    const presets = new Presets(current().database);
    const made = await presets.create({ name: 'Dark', settings: { exposure: 8 }, cameraId: null });
    await presets.create({ name: 'Dark', settings: { exposure: 4 }, cameraId: 'cam-1' });
    await expect(presets.create({ name: 'dark', settings: {}, cameraId: null })).rejects.toMatchObject({ code: 'conflict' });
    expect((await presets.list('cam-1')).map(({ settings }) => settings.exposure).sort()).toEqual([4, 8]);
    expect((await presets.list('cam-2')).map(({ id }) => id)).toEqual([made.id]);
    await presets.remove(made.id);
    for (const id of [made.id, 'not-an-id']) await expect(presets.remove(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(presets.create({ name: 'a\0', settings: {}, cameraId: null })).rejects.toMatchObject({ issues: [{ path: 'name' }] });
  });

  it('lists audit events newest first, page by page', async () => {
    const audit = new Audit(current().database);
    for (const subject of ['a', 'b', 'c']) {
      await audit.record({
        principal: { userId: ID_A, name: 'Ana' },
        address: '192.0.2.1',
        action: 'job.start',
        subject,
        details: { n: 1 },
      });
    }
    const [newest, second] = await audit.list({ limit: 2 });
    expect(newest).toMatchObject({ subject: 'c', actorName: 'Ana', actorId: ID_A, details: { n: 1 }, address: '192.0.2.1' });
    const older = await audit.list({ beforeId: second?.id ?? 0 });
    expect(older.map(({ subject }) => subject)).toEqual(['a']);
  });

  it('answers a ping until it is closed, and can be closed twice', async () => {
    const other = await openDatabase({ url: current().url, logger });
    expect(await other.ping()).toBe(true);
    await Promise.all([other.close(), other.close()]);
    await other.close();
    expect(await other.ping()).toBe(false);
    await expect(other.use((em) => em.count(UserEntity))).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('reports that the database is away, and works when it is back', async () => {
    const proxy = await startDatabaseProxy(current().url);
    const database = await openDatabase({ url: proxy.url, logger });
    try {
      expect(await database.ping()).toBe(true);
      await proxy.cut();
      expect(await database.ping()).toBe(false);
      await expect(database.use((em) => em.count(UserEntity))).rejects.toMatchObject({
        code: 'database_unavailable',
        status: 503,
      });
      await expect(openDatabase({ url: proxy.url, logger })).rejects.toMatchObject({ code: 'database_unavailable' });
      await proxy.mend();
      expect(await database.use((em) => em.count(UserEntity))).toBe(0);
    } finally {
      await database.close();
      await proxy.close();
    }
  });

  it('rolls back and keeps its pool usable when connections break inside transactions', async () => {
    const proxy = await startDatabaseProxy(current().url);
    const database = await openDatabase({ url: proxy.url, logger });
    try {
      // More rounds than the pool has connections.
      for (let round = 0; round < 8; round += 1) {
        const broken = database.transaction(async (em) => {
          await em.insert(UserEntity, user(ID_A, 'ana@example.org'));
          await proxy.cut();
        });
        await expect(broken).rejects.toMatchObject({ code: 'database_unavailable' });
        await proxy.mend();
      }
      expect(await database.use((em) => em.count(UserEntity))).toBe(0);
    } finally {
      await database.close();
      await proxy.close();
    }
  });
});
