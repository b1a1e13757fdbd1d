import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { forgetCamera, knownCameras, storeCamera } from '../../src/control/camera-rows.ts';
import { Objectives } from '../../src/persistence/rows/objectives.ts';
import { FAKE_CAPABILITIES } from '../setup/fake-camera.ts';
import { describeDatabases } from './databases.ts';

const camera = (cameraId: string) => ({
  cameraId,
  name: 'Stage',
  driver: 'simulated',
  model: 'PL-D755',
  serial: '1',
  capabilities: FAKE_CAPABILITIES,
  settings: { exposure: 8, gain: 0, roi: { left: 0, top: 0, width: 64, height: 48 } },
});

describeDatabases('objectives', (current) => {
  it('belong to a camera, lowest magnification first, without unknown values', async () => {
    const objectives = new Objectives(current().database);
    const strong = await objectives.create('cam-1', { name: '40×', magnification: 40, numericalAperture: 0.95, immersion: 'air' });
    const weak = await objectives.create('cam-1', { name: '4×', magnification: 4, umPerPixel: 0.862 });
    const plain = await objectives.create('cam-1', { name: 'Adapter' });
    await objectives.create('cam-2', { name: '4×' });
    expect(strong).toEqual({
      id: strong.id,
      cameraId: 'cam-1',
      name: '40×',
      magnification: 40,
      numericalAperture: 0.95,
      immersion: 'air',
    });
    expect(weak).toMatchObject({ umPerPixel: 0.862, calibratedAt: expect.any(String) as string });
    expect(await objectives.list('cam-1')).toEqual([weak, strong, plain]);
    expect(await objectives.get(strong.id)).toEqual(strong);
  });

  it('change field by field; null removes a value, and removing the scale removes its date', async () => {
    const objectives = new Objectives(current().database);
    const made = await objectives.create('cam-1', { name: '10×', magnification: 10, umPerPixel: 0.345 });
    expect(await objectives.update(made.id, { name: '10× Plan' })).toEqual({ ...made, name: '10× Plan' });
    const { umPerPixel: _scale, calibratedAt: _at, ...uncalibrated } = made;
    expect(await objectives.update(made.id, { umPerPixel: null })).toEqual({ ...uncalibrated, name: '10× Plan' });
    expect(await objectives.update(made.id, {})).toEqual({ ...uncalibrated, name: '10× Plan' });
    expect(await objectives.update(made.id, { umPerPixel: 0.35, magnification: null })).toMatchObject({
      umPerPixel: 0.35,
      calibratedAt: expect.any(String) as string,
    });
    expect(await objectives.get(made.id)).not.toHaveProperty('magnification');
  });

  it('have unique names per camera, ignoring case', async () => {
    const objectives = new Objectives(current().database);
    await objectives.create('cam-1', { name: 'Plan Apo' });
    const other = await objectives.create('cam-1', { name: 'Fluor' });
    const conflict = { code: 'conflict', message: expect.stringMatching(/plan apo/i) as string };
    await expect(objectives.create('cam-1', { name: 'plan apo' })).rejects.toMatchObject(conflict);
    await expect(objectives.update(other.id, { name: 'PLAN APO' })).rejects.toMatchObject(conflict);
    await expect(objectives.create('cam-1', { name: 'a\0' })).rejects.toMatchObject({ issues: [{ path: 'name' }] });
    expect(await objectives.get(other.id)).toEqual(other);
  });

  it('are chosen one at a time, until they are removed', async () => {
    const { database } = current();
    const objectives = new Objectives(database);
    const inUse = async () => (await knownCameras(database))[0]?.objectiveId;
    await storeCamera(database, camera('cam-1'));
    const made = await objectives.create('cam-1', { name: '10×' });
    expect(await objectives.choose('cam-1', made.id)).toEqual(made);
    await storeCamera(database, { ...camera('cam-1'), name: 'Stage B' });
    expect(await inUse()).toBe(made.id);
    await objectives.remove(made.id);
    expect(await inUse()).toBeNull();
    const again = await objectives.create('cam-1', { name: '10×' });
    await objectives.choose('cam-1', again.id);
    expect(await objectives.choose('cam-1', null)).toBeUndefined();
    expect(await inUse()).toBeNull();
  });

  it('cannot be chosen for another camera; unknown ones cannot be read, changed or removed', async () => {
    const { database } = current();
    const objectives = new Objectives(database);
    await storeCamera(database, camera('cam-1'));
    const foreign = await objectives.create('cam-2', { name: '10×' });
    const missing = { code: 'objective_not_found', status: 404 };
    await expect(objectives.choose('cam-1', foreign.id)).rejects.toMatchObject(missing);
    await expect(objectives.choose('cam-9', null)).rejects.toMatchObject({ code: 'conflict' });
    for (const id of [randomUUID(), 'not-an-id']) {
      await expect(objectives.get(id)).rejects.toMatchObject(missing);
      await expect(objectives.remove(id)).rejects.toMatchObject(missing);
      await expect(async () => objectives.update(id, { name: 'x' })).rejects.toMatchObject(missing);
    }
  });

  it('are deleted with their camera', async () => {
    const { database } = current();
    const objectives = new Objectives(database);
    for (const id of ['cam-1', 'cam-2']) {
      await storeCamera(database, camera(id));
      await objectives.create(id, { name: '10×' });
    }
    await forgetCamera(database, 'cam-1');
    expect((await knownCameras(database)).map(({ id }) => id)).toEqual(['cam-2']);
    expect(await objectives.list('cam-1')).toEqual([]);
    expect(await objectives.list('cam-2')).toHaveLength(1);
  });
});
