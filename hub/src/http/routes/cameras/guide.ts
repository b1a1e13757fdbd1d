/** The endpoints of the integration guide, for the default camera: request and response bodies as documented there. */
import { guideCaptureSchema, guideHealthSchema, guideSettingsSchema, settingsUpdateSchema } from '@eyepiece/shared-types';
import { cameraOffline } from '../../../control/orders.ts';
import type { Camera } from '../../../ingest/camera.ts';
import type { ControlServices, LiveServices, OperationsServices } from '../../../process/opening/services.ts';
import { guideSettings } from './guide-presenter.ts';
import { feedQuerySchema, serveMjpeg } from '../../sending/mjpeg.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';
import { answerCapture, onlineStream, TAKE_PICTURE } from './cameras.ts';

export function guideRoutes(services: LiveServices & ControlServices & OperationsServices): Route[] {
  const { config, registry, commands } = services;
  const camera = (): Camera => {
    const found = registry.default(config.defaultCamera);
    if (!found) throw cameraOffline();
    return found;
  };

  return tagged('Default camera', [
    route.post('/camera/capture', {
      ...TAKE_PICTURE,
      at: () => camera().id,
      answer: guideCaptureSchema,
      handle: async ({ body, principal, epoch, ctx }) => {
        return answerCapture(ctx, await commands.capture(camera().id, body, personOf(principal, ctx), { epoch }), config.basePath);
      },
    }),
    route.get('/camera/settings', {
      summary: 'Get the settings as last read back from the camera',
      allow: 'camera:view',
      answer: guideSettingsSchema,
      handle: () => {
        const found = camera();
        if (!found.online) throw cameraOffline();
        return guideSettings(found.state);
      },
    }),
    route.put('/camera/settings', {
      summary: 'Change settings, all or none',
      allow: 'settings:update',
      at: () => camera().id,
      stores: false,
      underControl: true,
      body: settingsUpdateSchema,
      answer: guideSettingsSchema,
      handle: async ({ body, principal, epoch, ctx }) => {
        const found = camera();
        const settings = await commands.updateSettings(found.id, body, personOf(principal, ctx), { epoch });
        return guideSettings({ ...found.state, settings });
      },
    }),
    route.get('/camera/health', {
      summary: 'Whether the default camera is available',
      allow: 'camera:view',
      answer: guideHealthSchema,
      handle: () => {
        const status = registry.default(config.defaultCamera)?.state.status ?? 'offline';
        const ok = status !== 'offline' && status !== 'disconnected';
        return { status: ok ? 'ok' : 'error', service: 'camera', timestamp: new Date().toISOString() };
      },
    }),
    route.get('/camera/video/feed', {
      summary: 'Live video as MJPEG',
      allow: 'camera:view',
      query: feedQuerySchema,
      answer: { mediaType: 'multipart/x-mixed-replace' },
      handle: ({ query, principal, ctx }) => serveMjpeg(services, ctx, onlineStream(services, camera().id), principal, query),
    }),
  ]);
}
