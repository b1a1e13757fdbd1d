import type { Logger } from 'pino';
import type { CameraRegistry } from '../ingest/registry.ts';

/** Logs what operators need to know about the links of camera services. */
export function logCameras(registry: CameraRegistry, logger: Logger): void {
  registry.on('attached', (camera, hello) => {
    logger.info({ cameraId: camera.id, driver: hello.driver, model: hello.model, spooled: hello.spooled }, 'camera attached');
  });
  registry.on('added', (camera) => {
    camera.on('duplicate', (refused, serving) => {
      const facts = { cameraId: camera.id, address: refused.address, host: refused.host };
      logger.warn(
        { ...facts, servingAddress: serving.address, servingHost: serving.host },
        'a second camera service with the same CAMERA_ID was refused',
      );
    });
    camera.on('clockStepped', (byUs) =>
      logger.warn({ cameraId: camera.id, bySeconds: byUs / 1e6 }, "the clock of the camera's host was changed"),
    );
  });
}
