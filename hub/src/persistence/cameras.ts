import type { HelloParams } from '@eyepiece/shared-types';
import { CameraEntity, type CameraRow } from './camera.ts';
import type { Database } from './orm.ts';

export type CameraDescription = Pick<HelloParams, 'cameraId' | 'name' | 'driver' | 'model' | 'serial' | 'firmware' | 'capabilities'>;

/** Remembers a camera as it described itself in its hello. */
export async function rememberCamera(database: Database, camera: CameraDescription, seenAt = new Date()): Promise<void> {
  const { cameraId, name, driver, model, serial, firmware, capabilities } = camera;
  await database.use((em) =>
    em.upsert(CameraEntity, {
      id: cameraId,
      name,
      driver,
      model,
      serial,
      firmware: firmware ?? null,
      capabilities,
      lastSeenAt: seenAt,
    }),
  );
}

/** Every camera ever seen, by name: those that are offline since the hub started are only known from here. */
export function knownCameras(database: Database): Promise<CameraRow[]> {
  return database.use((em) => em.findAll(CameraEntity, { orderBy: { name: 'asc', id: 'asc' } }));
}
