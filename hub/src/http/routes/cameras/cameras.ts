import {
  cameraStateSchema,
  cameraSettingsSchema,
  captureCancelSchema,
  captureRequestSchema,
  guideCaptureSchema,
  guideKeptCaptureSchema,
  settingsUpdateSchema,
  type CameraState,
  type CaptureReply,
  type GuideCapture,
  type GuideKeptCapture,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { mayViewCamera } from '../../../people/policies.ts';
import { shownTo } from '../../../people/shown-camera.ts';
import { cameraOffline } from '../../../control/orders.ts';
import { cameraNotFound, conflict, HubError } from '../../../errors.ts';
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import type { Stream } from '../../../fanout/stream.ts';
import { requesterOf } from '../../../process/limits/queues/rotation.ts';
import type { ControlServices, LiveServices, OperationsServices, SessionServices } from '../../../process/opening/services.ts';
import { guestsOfCamera, guestsWhoWatch } from '../../routing/guests.ts';
import { guideCapture } from './guide-presenter.ts';
import { feedQuerySchema, serveMjpeg } from '../../sending/mjpeg.ts';
import { personOf, route, tagged, type HubContext, type Route } from '../../routing/route.ts';

/** Time for the stream to start, beside the exposures, ms. */
const SNAPSHOT_GRACE_MS = 5000;
/** The exposure in progress must end before that of the snapshot begins. */
const SNAPSHOT_EXPOSURES = 2;

const snapshotQuerySchema = z.object({
  width: z.coerce.number().int().min(16).max(65535).optional().meta({
    description: 'Maximum width, px: selects the largest of full, half and quarter size within it. Default: full size',
  }),
});

/** Takes a picture, here of one camera and in the guide of the default camera. */
export const TAKE_PICTURE = {
  summary: 'Take a picture; responds once file and database row are durable, or once the camera service has the capture',
  allow: 'capture:create',
  stores: false,
  underControl: true,
  body: captureRequestSchema,
  bodyOptional: true,
  accepted: {
    description: 'With `answerWhen: kept`: the camera service keeps the capture; `capture:created` announces it once it is stored',
    schema: guideKeptCaptureSchema,
  },
} as const;

export function cameraRoutes(services: LiveServices & ControlServices & SessionServices & OperationsServices): Route[] {
  const { registry, commands, knownCameras, feeds, config } = services;
  const state = (id: string): CameraState => {
    const camera = registry.get(id);
    if (!camera) throw cameraNotFound(id);
    return camera.state;
  };
  const liveStream = (id: string): Stream => onlineStream(services, id);

  return tagged('Cameras', [
    route.get('/cameras', {
      summary: 'List all cameras, including offline ones',
      allow: 'camera:view',
      guests: () => true,
      cameras: 'handler',
      answer: z.object({ cameras: z.array(cameraStateSchema).meta({ description: 'All that the caller may see' }) }),
      handle: ({ principal }) => ({
        cameras: registry.states.filter(({ id }) => mayViewCamera(principal, id)).map((state) => shownTo(principal, state)),
      }),
    }),
    route.get('/cameras/{id}', {
      summary: 'Get one camera',
      allow: 'camera:view',
      guests: guestsOfCamera,
      answer: cameraStateSchema,
      handle: ({ id, principal }) => shownTo(principal, state(id)),
    }),
    route.delete('/cameras/{id}', {
      summary: 'Forget an offline camera and its objectives; its captures and jobs stay',
      allow: 'camera:forget',
      at: ({ id }) => id,
      answer: { status: 204, description: 'Forgotten' },
      handle: async ({ id, principal, ctx }) => {
        await knownCameras.forget(id, personOf(principal, ctx));
      },
    }),
    route.get('/cameras/{id}/settings', {
      summary: 'Get the settings as last read back from the camera',
      allow: 'camera:view',
      answer: cameraSettingsSchema,
      handle: ({ id }) => state(id).settings,
    }),
    route.put('/cameras/{id}/settings', {
      summary: 'Change settings, all or none; returns the settings read back from the camera',
      allow: 'settings:update',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: settingsUpdateSchema,
      answer: cameraSettingsSchema,
      handle: async ({ id, body, principal, epoch, ctx }) => {
        return commands.updateSettings(id, body, personOf(principal, ctx), { epoch });
      },
    }),
    route.post('/cameras/{id}/captures', {
      ...TAKE_PICTURE,
      at: ({ id }) => id,
      answer: { status: 201, schema: guideCaptureSchema },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        return answerCapture(ctx, await commands.capture(id, body, personOf(principal, ctx), { epoch }), config.basePath);
      },
    }),
    route.post('/cameras/{id}/captures/cancel', {
      summary: 'Cancel a capture that is not exposed yet, see `exposing` of the camera; nothing of it is stored',
      allow: 'capture:create',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: captureCancelSchema,
      answer: { status: 204, description: 'Cancelled' },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        await commands.cancelCapture(id, body.captureId, personOf(principal, ctx), { epoch });
      },
    }),
    route.get('/cameras/{id}/feed', {
      summary: 'Live video as MJPEG',
      allow: 'camera:view',
      guests: guestsWhoWatch(services),
      query: feedQuerySchema,
      answer: { mediaType: 'multipart/x-mixed-replace' },
      handle: ({ id, query, principal, ctx }) => serveMjpeg(services, ctx, liveStream(id), principal, query),
    }),
    route.get('/cameras/{id}/snapshot.jpg', {
      summary: 'Get the next frame without storing it',
      allow: 'camera:view',
      guests: guestsWhoWatch(services),
      query: snapshotQuerySchema,
      answer: { mediaType: 'image/jpeg' },
      handle: async ({ id, query, principal, ctx }) => {
        const stream = liveStream(id);
        if (ctx.method === 'HEAD') {
          // HEAD sends no picture, so the camera is not started.
          ctx.status = 200;
          ctx.type = 'image/jpeg';
          ctx.set('Cache-Control', 'no-store');
          return undefined;
        }
        refuseStopped(stream);
        const deadlineMs = Math.ceil(SNAPSHOT_GRACE_MS + SNAPSHOT_EXPOSURES * stream.camera.state.settings.exposure);
        const next = (): Promise<SharedFrame> => stream.next(AbortSignal.timeout(deadlineMs), query.width);
        const frame = await feeds.use(requesterOf(principal).party, next).catch((error: unknown) => {
          if (error instanceof HubError) throw error;
          // It may have been stopped meanwhile.
          refuseStopped(stream);
          throw new HubError('camera_timeout', `No frame arrived within ${deadlineMs} ms`);
        });
        ctx.set({
          'Cache-Control': 'no-store',
          'X-Sequence': String(frame.header.seq),
          'X-Captured-At-Us': String(stream.camera.dateUs(frame.header.capturedAtUs)),
        });
        ctx.type = 'image/jpeg';
        ctx.body = frame.jpeg;
        return undefined;
      },
    }),
  ]);
}

function refuseStopped({ camera }: Stream): void {
  const { stopped } = camera.state;
  if (stopped) throw conflict(`The live picture was stopped by ${stopped.by.name}; a capture still works`);
}

/** Responds 202 while only the camera service has the capture. @param basePath prefix of the capture's addresses */
export function answerCapture(ctx: HubContext, reply: CaptureReply, basePath: string): GuideCapture | GuideKeptCapture {
  if (reply.state === 'kept') ctx.status = 202;
  return guideCapture(reply, basePath);
}

/** @throws {HubError} camera_not_found, camera_offline, camera_disconnected */
export function onlineStream({ registry, fanout }: LiveServices, id: string): Stream {
  const camera = registry.get(id);
  const stream = fanout.stream(id);
  if (!camera || !stream) throw cameraNotFound(id);
  if (!camera.online) throw cameraOffline();
  if (camera.state.status === 'disconnected') throw new HubError('camera_disconnected', 'Camera not connected');
  return stream;
}
