import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { GROUP_CAMERAS_MAX, type CameraGroup, type createCameraGroupSchema, type updateCameraGroupSchema } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { z } from 'zod';
import { invalidField, limitReached, notFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import { CameraGroupEntity, type CameraGroupRow } from '../entities/cameras/camera-group.ts';
import { unlessTaken } from '../orm/database-errors.ts';
import type { Database } from '../orm/orm.ts';
import { assertStorable } from '../storable-text.ts';
import { isUuid } from '../uuid.ts';

/** Groups of cameras. Names are unique, ignoring case. Emits `changed` with the id of a group. */
export class CameraGroups extends EventEmitter<{ changed: [id: string] }> {
  readonly #database: Database;
  readonly #max: number;

  constructor(database: Database, max = DEFAULT_LIMITS.writing.cameraGroups) {
    super();
    this.#database = database;
    this.#max = max;
  }

  /** By name. */
  async list(): Promise<CameraGroup[]> {
    const rows = await this.#database.use((em) => em.findAll(CameraGroupEntity, { orderBy: { name: 'asc', id: 'asc' } }));
    return rows.map(toGroup);
  }

  /** @throws {HubError} not_found */
  async get(id: string): Promise<CameraGroup> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(CameraGroupEntity, { id })) : null;
    if (row === null) throw notFound(`Camera group ${id}`);
    return toGroup(row);
  }

  /** @throws {HubError} conflict when the name is taken, limit_reached */
  async create({ name, cameraIds }: z.output<typeof createCameraGroupSchema>): Promise<CameraGroup> {
    assertStorable({ name });
    const row = { id: randomUUID(), name, cameraIds, createdAt: new Date() };
    await unlessTaken(taken(name), () =>
      this.#database.use(async (em) => {
        if ((await em.count(CameraGroupEntity)) >= this.#max)
          throw limitReached(`There are ${String(this.#max)} camera groups, which is the limit`);
        await em.insert(CameraGroupEntity, row);
      }),
    );
    this.emit('changed', row.id);
    return toGroup(row);
  }

  /** @throws {HubError} not_found, conflict when the name is taken, validation_failed with too many cameras */
  async update(id: string, { name, add = [], remove = [] }: z.output<typeof updateCameraGroupSchema>): Promise<CameraGroup> {
    assertStorable({ name });
    const group = await unlessTaken(taken(name ?? ''), () =>
      this.#database.transaction(async (em) => {
        const row = isUuid(id) ? await em.findOne(CameraGroupEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
        if (row === null) throw notFound(`Camera group ${id}`);
        const left = new Set(remove);
        const cameraIds = [...new Set([...row.cameraIds, ...add])].filter((cameraId) => !left.has(cameraId));
        if (cameraIds.length > GROUP_CAMERAS_MAX) {
          const message = `the group would have ${String(cameraIds.length)} cameras, the limit is ${String(GROUP_CAMERAS_MAX)}`;
          throw invalidField({ path: 'add', message, max: GROUP_CAMERAS_MAX });
        }
        Object.assign(row, { cameraIds, name: name ?? row.name });
        await em.flush();
        return toGroup(row);
      }),
    );
    this.emit('changed', id);
    return group;
  }

  /** @returns the removed group @throws {HubError} not_found */
  async remove(id: string): Promise<CameraGroup> {
    const group = await this.get(id);
    const removed = await this.#database.use((em) => em.nativeDelete(CameraGroupEntity, { id }));
    if (removed === 0) throw notFound(`Camera group ${id}`);
    this.emit('changed', id);
    return group;
  }
}

function taken(name: string): string {
  return `A camera group named "${name}" already exists`;
}

function toGroup({ id, name, cameraIds, createdAt }: CameraGroupRow): CameraGroup {
  return { id, name, cameraIds: [...cameraIds], createdAt: createdAt.toISOString() };
}
