/** analysis:watch, analysis:unwatch: subscriptions to the camera's image analysis. */
import { analysisUnwatchSchema, analysisWatchSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/opening/services.ts';
import type { Answering } from '../handle.ts';
import { analysisRoom, type HubSocket } from '../io.ts';

export function analysing({ analysis }: ControlServices, answer: Answering, socket: HubSocket): void {
  const rooms = new Map<string, ReadonlySet<string>>();
  const receive = (cameraId: string, areas: ReadonlySet<string>): void => {
    for (const area of rooms.get(cameraId) ?? []) if (!areas.has(area)) void socket.leave(analysisRoom(cameraId, area));
    for (const area of areas) void socket.join(analysisRoom(cameraId, area));
    if (areas.size > 0) rooms.set(cameraId, areas);
    else rooms.delete(cameraId);
  };

  answer('analysis:watch', {
    schema: analysisWatchSchema,
    allow: 'camera:view',
    run: async ({ cameraId, ...request }) => {
      const asked = await analysis.watch(socket, socket.data.principal.userId, cameraId, request);
      if (!socket.connected) analysis.leave(socket);
      else receive(cameraId, asked);
      return {};
    },
  });

  answer('analysis:unwatch', {
    schema: analysisUnwatchSchema,
    allow: 'camera:view',
    run: ({ cameraId }) => {
      analysis.unwatch(socket, cameraId);
      receive(cameraId, new Set());
      return {};
    },
  });

  socket.on('disconnect', () => analysis.leave(socket));
}
