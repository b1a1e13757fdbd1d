import { randomUUID } from 'node:crypto';
import type { CreatePreset, Preset } from '@eyepiece/shared-types';
import { limitReached, notFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import { unlessTaken } from '../orm/database-errors.ts';
import type { Database } from '../orm/orm.ts';
import { SettingsPresetEntity, type SettingsPresetRow } from '../entities/cameras/settings-preset.ts';
import { assertStorable } from '../storable-text.ts';
import { isUuid } from '../uuid.ts';

/** Named settings. Names are unique per camera, ignoring case. */
export class Presets {
  readonly #database: Database;

  readonly #max: number;

  constructor(database: Database, max = DEFAULT_LIMITS.writing.presets) {
    this.#database = database;
    this.#max = max;
  }

  /** Presets of one camera and those for any camera; without `cameraId`, all. */
  async list(cameraId?: string): Promise<Preset[]> {
    const where = cameraId === undefined ? {} : { $or: [{ cameraId }, { cameraId: null }] };
    const rows = await this.#database.use((em) => em.find(SettingsPresetEntity, where, { orderBy: { name: 'asc', id: 'asc' } }));
    return rows.map(toPreset);
  }

  async create({ name, settings, cameraId }: CreatePreset): Promise<Preset> {
    assertStorable({ name, settings, cameraId });
    const row = { id: randomUUID(), name, settings, cameraId, createdAt: new Date() };
    await unlessTaken(`A preset named "${name}" already exists`, () =>
      this.#database.use(async (em) => {
        if ((await em.count(SettingsPresetEntity)) >= this.#max)
          throw limitReached(`There are ${String(this.#max)} presets, which is the limit`);
        await em.insert(SettingsPresetEntity, row);
      }),
    );
    return toPreset(row);
  }

  /** @throws {HubError} not_found */
  async get(id: string): Promise<Preset> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(SettingsPresetEntity, { id })) : null;
    if (row === null) throw notFound(`Preset ${id}`);
    return toPreset(row);
  }

  /** @returns the removed preset @throws {HubError} not_found */
  async remove(id: string): Promise<Preset> {
    const preset = await this.get(id);
    const removed = await this.#database.use((em) => em.nativeDelete(SettingsPresetEntity, { id }));
    if (removed === 0) throw notFound(`Preset ${id}`);
    return preset;
  }
}

function toPreset({ id, name, settings, cameraId, createdAt }: SettingsPresetRow): Preset {
  return { id, name, settings, cameraId: cameraId ?? null, createdAt: createdAt.toISOString() };
}
