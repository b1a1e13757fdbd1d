import { p } from '@mikro-orm/core';
import { table } from '../table.ts';

/** The last hub that claimed each camera. With a single hub the table stays empty. */
export const CameraHomeEntity = table('CameraHome', 'camera_homes', {
  cameraId: p.text().primary(),
  /** Rises with every claim and never falls, also when the camera is forgotten. */
  fence: p.bigint('number'),
  hubId: p.uuid(),
  claimedAt: p.datetime(3),
});
