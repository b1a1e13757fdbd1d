import { p, type InferEntity } from '@mikro-orm/core';
import type { ShotResult } from '@eyepiece/shared-types';
import { table, uniqueIndex } from '../table.ts';

/** A named group of cameras. It may name cameras that are not listed at present. */
export const CameraGroupEntity = table(
  'CameraGroup',
  'camera_groups',
  {
    id: p.uuid().primary(),
    name: p.text(),
    cameraIds: p.array(),
    createdAt: p.datetime(3),
  },
  { indexes: [uniqueIndex('camera_groups_name', 'on camera_groups (lower(name))')] },
);
export type CameraGroupRow = InferEntity<typeof CameraGroupEntity>;

/** An order for pictures of several cameras, and its answer. Deleted after a while; the captures stay. */
export const ShotEntity = table(
  'Shot',
  'shots',
  {
    id: p.uuid().primary(),
    groupId: p.uuid().nullable(),
    groupName: p.text().nullable(),
    userId: p.uuid().nullable(),
    userName: p.text().nullable(),
    begunAt: p.datetime(3),
    /** Null while it runs, and after its hub has ended before all cameras had answered. */
    endedAt: p.datetime(3).nullable(),
    /** While it runs, every camera counts as failed. */
    results: p.json<readonly ShotResult[]>(),
  },
  { indexes: [{ name: 'shots_oldest', properties: ['begunAt'] }] },
);
export type ShotRow = InferEntity<typeof ShotEntity>;
