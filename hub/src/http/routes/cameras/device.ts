/** Device functions: corrections, trigger, settings memory, settings files. */
import {
  cameraSettingsSchema,
  correctionsSchema,
  correctionsUpdateSchema,
  fieldIssueSchema,
  liveStateSchema,
  memoryParamsSchema,
  settingsFileSchema,
  type CameraState,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { cameraOffline } from '../../../control/orders.ts';
import { cameraNotFound, HubError } from '../../../errors.ts';
import type { ControlServices, LiveServices } from '../../../process/opening/services.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

const importAnswerSchema = z.object({
  settings: cameraSettingsSchema,
  leftOut: z.array(z.string()).meta({ description: 'Names of the settings that the camera does not have' }),
  issues: z.array(fieldIssueSchema).meta({ description: 'The reason for each of them' }),
});

export function deviceRoutes({ registry, commands }: LiveServices & ControlServices): Route[] {
  const state = (id: string): CameraState => {
    const camera = registry.get(id);
    if (!camera) throw cameraNotFound(id);
    return camera.state;
  };

  return tagged('Cameras', [
    route.get('/cameras/{id}/corrections', {
      summary: 'Get dark frame, flat field and display window as last reported by the camera service',
      allow: 'camera:view',
      answer: correctionsSchema,
      handle: ({ id }) => {
        const { corrections, status } = state(id);
        if (corrections) return corrections;
        throw status === 'offline' ? cameraOffline() : new HubError('not_found', `The service of camera ${id} has no corrections`);
      },
    }),
    route.put('/cameras/{id}/corrections', {
      summary: 'Take, switch or clear corrections; responds once requested references are taken',
      allow: 'corrections:update',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: correctionsUpdateSchema,
      answer: correctionsSchema,
      handle: ({ id, body, principal, epoch, ctx }) => commands.updateCorrections(id, body, personOf(principal, ctx), { epoch }),
    }),
    route.post('/cameras/{id}/fire', {
      summary: 'Fire the software trigger',
      allow: 'camera:fire',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      answer: { status: 204, description: 'Fired' },
      handle: async ({ id, principal, epoch, ctx }) => {
        await commands.fire(id, personOf(principal, ctx), { epoch });
      },
    }),
    route.put('/cameras/{id}/live', {
      summary: 'Stop or start the live picture for everybody; captures, triggers and jobs go on',
      allow: 'live:set',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: liveStateSchema,
      answer: { status: 204, description: 'Stopped or started' },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        await commands.setLive(id, body, personOf(principal, ctx), { epoch });
      },
    }),
    route.post('/cameras/{id}/settings/save', {
      summary: "Save the settings in the camera's memory",
      allow: 'settings:update',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: memoryParamsSchema,
      answer: { status: 204, description: 'Saved' },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        await commands.saveSettings(id, body.channel, personOf(principal, ctx), { epoch });
      },
    }),
    route.post('/cameras/{id}/settings/load', {
      summary: "Load the settings from the camera's memory; returns the settings read back from the camera",
      allow: 'settings:update',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: memoryParamsSchema,
      answer: cameraSettingsSchema,
      handle: ({ id, body, principal, epoch, ctx }) => commands.loadSettings(id, body.channel, personOf(principal, ctx), { epoch }),
    }),
    route.get('/cameras/{id}/settings/file', {
      summary: 'Download the settings as a file',
      allow: 'camera:view',
      answer: settingsFileSchema,
      handle: async ({ id, ctx }) => {
        const file = await commands.exportSettings(id);
        ctx.set('Content-Disposition', `attachment; filename="settings_${id}.json"`);
        return file;
      },
    }),
    route.put('/cameras/{id}/settings/file', {
      summary: 'Apply the supported settings of a file, all or none; returns what was left out, and why',
      allow: 'settings:update',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: settingsFileSchema,
      answer: importAnswerSchema,
      handle: async ({ id, body, principal, epoch, ctx }) => {
        const { settings, leftOut: issues } = await commands.importSettings(id, body, personOf(principal, ctx), { epoch });
        return { settings, leftOut: issues.map(({ path }) => path), issues };
      },
    }),
  ]);
}
