/** settings:update, capture, camera:retry: what people do to a camera. */
import { cameraRetrySchema, captureEventSchema, settingsUpdateEventSchema } from '@eyepiece/shared-types';
import type { Person } from '../commands/commands.ts';
import type { HubServices } from '../services.ts';
import { handle } from './handle.ts';
import type { HubSocket } from './io.ts';

export function control(services: HubServices, socket: HubSocket): void {
  const { commands } = services;
  const person = (): Person => ({ ...socket.data.principal, address: socket.handshake.address });

  socket.on(
    'settings:update',
    handle(services, socket, {
      schema: settingsUpdateEventSchema,
      allow: 'settings:update',
      run: async ({ cameraId, settings }) => ({ settings: await commands.updateSettings(cameraId, settings, person()) }),
    }),
  );

  socket.on(
    'camera:retry',
    handle(services, socket, {
      schema: cameraRetrySchema,
      allow: 'capture:create',
      run: async ({ cameraId }) => {
        await commands.retry(cameraId);
        return {};
      },
    }),
  );

  socket.on(
    'capture',
    handle(services, socket, {
      schema: captureEventSchema,
      allow: 'capture:create',
      run: async ({ cameraId, ...request }) => ({ capture: await commands.capture(cameraId, request, person()) }),
    }),
  );
}
