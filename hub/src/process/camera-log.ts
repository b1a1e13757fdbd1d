import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Audit } from '../people/audit/audit.ts';
import type { ClientOf } from '../network/client.ts';
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

/** Logs and records camera links with an invalid token. The link server bounds how often it is called. */
export function logRefusedLinks(audit: Audit, clientOf: ClientOf, logger: Logger) {
  return (request: IncomingMessage, count: number): void => {
    const { address } = clientOf(request);
    logger.warn({ address, count }, 'a camera link with an invalid token was refused');
    void audit.recordIfPossible({ address, action: 'camera.refused', subject: '', details: { count } });
  };
}
