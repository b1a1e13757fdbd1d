/** The camera as an instrument: corrections, trigger, memory, settings as a file. */
import {
  cameraSettingsSchema,
  correctionsSchema,
  correctionsUpdateSchema,
  memoryParamsSchema,
  type CameraState,
} from '@eyepiece/shared-types';
import { cameraOffline } from '../../../control/orders.ts';
import { fitSettings, leftOutSchema, settingsFileSchema, toSettingsFile } from '../../../control/settings-file.ts';
import { cameraNotFound, HubError } from '../../../errors.ts';
import type { ControlServices, LiveServices } from '../../../services.ts';
import { personOf, route, type Route } from '../../routing/route.ts';

export function deviceRoutes({ registry, commands }: LiveServices & ControlServices): Route[] {
  const tag = 'Cameras';
  const state = (id: string): CameraState => {
    const camera = registry.get(id);
    if (!camera) throw cameraNotFound(id);
    return camera.state;
  };

  return [
    route({
      method: 'get',
      path: '/cameras/{id}/corrections',
      tag,
      summary: 'Dark frame, flat field and display window, as the camera service last reported them',
      allow: 'camera:view',
      answer: { schema: correctionsSchema },
      handle: ({ id }) => {
        const { corrections, status } = state(id);
        if (corrections) return corrections;
        throw status === 'offline' ? cameraOffline() : new HubError('not_found', `The service of camera ${id} makes no corrections`);
      },
    }),
    route({
      method: 'put',
      path: '/cameras/{id}/corrections',
      tag,
      summary: 'Take, switch or clear corrections; answered when a reference that was to be taken is there',
      allow: 'corrections:update',
      stores: false,
      underControl: true,
      body: correctionsUpdateSchema,
      answer: { schema: correctionsSchema },
      handle: ({ id, body, principal, epoch, ctx }) => commands.updateCorrections(id, body, personOf(principal, ctx), { epoch }),
    }),
    route({
      method: 'post',
      path: '/cameras/{id}/fire',
      tag,
      summary: 'Software trigger: one exposure',
      allow: 'camera:fire',
      stores: false,
      underControl: true,
      answer: { status: 204, description: 'Fired' },
      handle: async ({ id, principal, epoch, ctx }) => {
        await commands.fire(id, personOf(principal, ctx), { epoch });
        ctx.status = 204;
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: '/cameras/{id}/settings/save',
      tag,
      summary: "Keep the settings in the camera's own memory",
      allow: 'settings:update',
      stores: false,
      underControl: true,
      body: memoryParamsSchema,
      answer: { status: 204, description: 'Kept' },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        await commands.saveSettings(id, body.channel, personOf(principal, ctx), { epoch });
        ctx.status = 204;
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: '/cameras/{id}/settings/load',
      tag,
      summary: "Take the settings from the camera's own memory; answers what the camera read back",
      allow: 'settings:update',
      stores: false,
      underControl: true,
      body: memoryParamsSchema,
      answer: { schema: cameraSettingsSchema },
      handle: ({ id, body, principal, epoch, ctx }) => commands.loadSettings(id, body.channel, personOf(principal, ctx), { epoch }),
    }),
    route({
      method: 'get',
      path: '/cameras/{id}/settings/file',
      tag,
      summary: 'The settings as a file to keep',
      allow: 'camera:view',
      answer: { schema: settingsFileSchema },
      handle: ({ id, ctx }) => {
        const file = toSettingsFile(state(id));
        ctx.set('Content-Disposition', `attachment; filename="settings_${id}.json"`);
        return file;
      },
    }),
    route({
      method: 'put',
      path: '/cameras/{id}/settings/file',
      tag,
      summary: 'Apply such a file: what this camera has, all of it or nothing; answers what was left out, and why',
      allow: 'settings:update',
      stores: false,
      underControl: true,
      body: settingsFileSchema,
      answer: { schema: leftOutSchema.extend({ settings: cameraSettingsSchema }) },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        const camera = state(id);
        const { settings, issues } = fitSettings(body, camera);
        const leftOut = issues.map(({ path }) => path);
        if (Object.keys(settings).length === 0) return { settings: camera.settings, leftOut, issues };
        return { settings: await commands.updateSettings(id, settings, personOf(principal, ctx), { epoch }), leftOut, issues };
      },
    }),
  ];
}
