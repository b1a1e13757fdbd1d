/** analysis:watch, analysis:unwatch: subscriptions to the camera's image analysis. */
import { analysisUnwatchSchema, analysisWatchSchema, type Analysis } from '@eyepiece/shared-types';
import { idOf, WHOLE_PICTURE } from '../../control/analysis/analysis-areas.ts';
import type { ControlServices } from '../../process/opening/services.ts';
import type { Answering } from '../handle.ts';
import { analysisRoom, type HubServer, type HubSocket } from '../io.ts';

/** A client with more unsent data gets no results of areas and of the lab's step until it has read the earlier ones. */
const MAX_UNSENT_BYTES = 256 * 1024;

/** The results of the whole picture are encoded once for all subscribers. Those of an area have one or two. */
export function sendAnalysis(io: HubServer, cameraId: string, analysis: Analysis): void {
  const id = idOf(analysis);
  const room = analysisRoom(cameraId, id);
  if (id === WHOLE_PICTURE) {
    io.local.to(room).volatile.emit('camera:analysis', cameraId, analysis);
    return;
  }
  // Not volatile: that drops the second of two results that arrive together.
  for (const socketId of io.sockets.adapter.rooms.get(room) ?? []) {
    const socket = io.sockets.sockets.get(socketId);
    if (socket && socket.data.connection.unsent.bytes < MAX_UNSENT_BYTES) socket.emit('camera:analysis', cameraId, analysis);
  }
}

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
