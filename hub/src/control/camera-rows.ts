import type { CameraDescription } from '../ingest/camera.ts';
import { CameraEntity, ObjectiveEntity, type CameraRow } from '../persistence/entities/camera.ts';
import type { Database } from '../persistence/orm.ts';

/** Remembers a camera as it last described itself; which objective is in use stays. */
export async function rememberCamera(database: Database, camera: CameraDescription, seenAt = new Date()): Promise<void> {
  const { cameraId, name, driver, model, serial, firmware, capabilities, settings } = camera;
  await database.use((em) =>
    em.upsert(CameraEntity, {
      id: cameraId,
      name,
      driver,
      model,
      serial,
      firmware: firmware ?? null,
      capabilities,
      settings,
      lastSeenAt: seenAt,
    }),
  );
}

/** Every camera ever seen, by name: those that are offline since the hub started are only known from here. */
export function knownCameras(database: Database): Promise<CameraRow[]> {
  return database.use((em) => em.findAll(CameraEntity, { orderBy: { name: 'asc', id: 'asc' } }));
}

/** Forgets a camera and its objectives; its captures and jobs stay. */
export async function forgetCamera(database: Database, cameraId: string): Promise<void> {
  await database.transaction(async (em) => {
    await em.nativeDelete(ObjectiveEntity, { cameraId });
    await em.nativeDelete(CameraEntity, { id: cameraId });
  });
}
