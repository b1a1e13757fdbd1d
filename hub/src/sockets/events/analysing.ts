/** analysis:watch, analysis:unwatch: subscriptions to the camera's image analysis. */
import { analysisUnwatchSchema, analysisWatchSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/opening/services.ts';
import type { Answering } from '../handle.ts';
import { analysisRoom, type HubSocket } from '../io.ts';

export function analysing({ analysis }: ControlServices, answer: Answering, socket: HubSocket): void {
  answer('analysis:watch', {
    schema: analysisWatchSchema,
    allow: 'camera:view',
    run: async ({ cameraId, ...request }) => {
      await analysis.watch(socket, cameraId, request);
      if (!socket.connected) analysis.leave(socket);
      else if (request.histogram || request.focus) void socket.join(analysisRoom(cameraId));
      else void socket.leave(analysisRoom(cameraId));
      return {};
    },
  });

  answer('analysis:unwatch', {
    schema: analysisUnwatchSchema,
    allow: 'camera:view',
    run: ({ cameraId }) => {
      analysis.unwatch(socket, cameraId);
      void socket.leave(analysisRoom(cameraId));
      return {};
    },
  });

  socket.on('disconnect', () => analysis.leave(socket));
}
