/** camera:fire, live:set, settings:save, settings:load, corrections:update, objective:choose: device functions. */
import {
  cameraFireSchema,
  correctionsEventSchema,
  liveSetEventSchema,
  memoryEventSchema,
  objectiveChooseEventSchema,
} from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/opening/services.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

export function device({ commands, optics }: ControlServices, answer: Answering, socket: HubSocket): void {
  answer('camera:fire', {
    schema: cameraFireSchema,
    allow: 'camera:fire',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, epoch }) => {
      await commands.fire(cameraId, personOf(socket), { epoch });
      return {};
    },
  });

  answer('live:set', {
    schema: liveSetEventSchema,
    allow: 'live:set',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, stopped, epoch }) => {
      await commands.setLive(cameraId, { stopped }, personOf(socket), { epoch });
      return {};
    },
  });

  answer('settings:save', {
    schema: memoryEventSchema,
    allow: 'settings:update',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, channel, epoch }) => {
      await commands.saveSettings(cameraId, channel, personOf(socket), { epoch });
      return {};
    },
  });

  answer('settings:load', {
    schema: memoryEventSchema,
    allow: 'settings:update',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, channel, epoch }) => ({
      settings: await commands.loadSettings(cameraId, channel, personOf(socket), { epoch }),
    }),
  });

  answer('corrections:update', {
    schema: correctionsEventSchema,
    allow: 'corrections:update',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, corrections, epoch }) => ({
      corrections: await commands.updateCorrections(cameraId, corrections, personOf(socket), { epoch }),
    }),
  });

  answer('objective:choose', {
    schema: objectiveChooseEventSchema,
    allow: 'objective:edit',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, objectiveId, epoch }) => ({
      objective: await optics.choose(cameraId, objectiveId, personOf(socket), { epoch }),
    }),
  });
}
