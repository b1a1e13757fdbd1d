import { defineEntity, p } from '@mikro-orm/core';

/** A sitting at one camera; captures taken in it carry its id. */
export const CaptureSessionEntity = defineEntity({
  name: 'CaptureSession',
  tableName: 'capture_sessions',
  properties: {
    id: p.uuid().primary(),
    title: p.text(),
    cameraId: p.text(),
    ownerId: p.uuid().nullable(),
    ownerName: p.text(),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  indexes: [{ name: 'capture_sessions_of_camera', properties: ['cameraId', 'startedAt'] }],
});
