/** settings:update, capture, capture:cancel, camera:retry: commands to a camera. */
import { cameraRetrySchema, captureCancelEventSchema, captureEventSchema, settingsUpdateEventSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/opening/services.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

export function control({ commands }: ControlServices, answer: Answering, socket: HubSocket): void {
  answer('settings:update', {
    schema: settingsUpdateEventSchema,
    allow: 'settings:update',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, settings, epoch }) => ({
      settings: await commands.updateSettings(cameraId, settings, personOf(socket), { epoch }),
    }),
  });

  answer('camera:retry', {
    schema: cameraRetrySchema,
    allow: 'capture:create',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId }) => {
      await commands.retry(cameraId);
      return {};
    },
  });

  answer('capture', {
    schema: captureEventSchema,
    allow: 'capture:create',
    at: ({ cameraId }) => cameraId,
    run: ({ cameraId, epoch, ...request }) => commands.capture(cameraId, request, personOf(socket), { epoch }),
  });

  answer('capture:cancel', {
    schema: captureCancelEventSchema,
    allow: 'capture:create',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, captureId, epoch }) => {
      await commands.cancelCapture(cameraId, captureId, personOf(socket), { epoch });
      return {};
    },
  });
}
