import type { CameraDescription } from '../ingest/camera-types.ts';
import { CameraEntity, ObjectiveEntity, type CameraRow } from '../persistence/entities/cameras/camera.ts';
import type { Database } from '../persistence/orm/orm.ts';

/** Stores a camera's latest description. Keeps the objective in use. @returns whether the camera is new */
export async function storeCamera(database: Database, camera: CameraDescription, seenAt = new Date()): Promise<boolean> {
  const { cameraId, name, driver, model, serial, firmware, capabilities, settings } = camera;
  return database.use(async (em) => {
    const isNew = (await em.count(CameraEntity, { id: cameraId })) === 0;
    await em.upsert(CameraEntity, {
      id: cameraId,
      name,
      driver,
      model,
      serial,
      firmware: firmware ?? null,
      capabilities,
      settings,
      lastSeenAt: seenAt,
    });
    return isNew;
  });
}

/** All cameras ever connected, by name, including those not connected since the hub started. */
export function knownCameras(database: Database): Promise<CameraRow[]> {
  return database.use((em) => em.findAll(CameraEntity, { orderBy: { name: 'asc', id: 'asc' } }));
}

/** Deletes a camera and its objectives, and takes it out of all groups. Its captures and jobs stay. */
export async function forgetCamera(database: Database, cameraId: string): Promise<void> {
  await database.transaction(async (em) => {
    await em.nativeDelete(ObjectiveEntity, { cameraId });
    await em.nativeDelete(CameraEntity, { id: cameraId });
    await em.execute('update camera_groups set camera_ids = array_remove(camera_ids, ?) where ? = any(camera_ids)', [cameraId, cameraId]);
  });
}
