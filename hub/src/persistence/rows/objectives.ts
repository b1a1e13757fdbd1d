import { randomUUID } from 'node:crypto';
import type { CreateObjective, Objective, UpdateObjective } from '@eyepiece/shared-types';
import { conflict, limitReached, objectiveNotFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import { CameraEntity, ObjectiveEntity, type ObjectiveRow } from '../entities/cameras/camera.ts';
import { unlessTaken } from '../orm/database-errors.ts';
import type { Database } from '../orm/orm.ts';
import { assertStorable } from '../storable-text.ts';
import { isUuid } from '../uuid.ts';

/** Objectives of cameras and the one in use. Names are unique per camera, ignoring case. */
export class Objectives {
  readonly #database: Database;

  readonly #maxPerCamera: number;

  constructor(database: Database, maxPerCamera = DEFAULT_LIMITS.writing.objectivesPerCamera) {
    this.#database = database;
    this.#maxPerCamera = maxPerCamera;
  }

  /** Lowest magnification first, those without magnification last. */
  async list(cameraId: string): Promise<Objective[]> {
    const orderBy = { magnification: 'asc', name: 'asc' } as const;
    const rows = await this.#database.use((em) => em.find(ObjectiveEntity, { cameraId }, { orderBy }));
    return rows.map(toObjective);
  }

  async find(id: string): Promise<Objective | undefined> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(ObjectiveEntity, { id })) : null;
    return row === null ? undefined : toObjective(row);
  }

  /** @throws {HubError} objective_not_found */
  async get(id: string): Promise<Objective> {
    const objective = await this.find(id);
    if (!objective) throw objectiveNotFound(id);
    return objective;
  }

  /** @throws {HubError} conflict when the camera has one of that name */
  async create(cameraId: string, objective: CreateObjective): Promise<Objective> {
    assertStorable(objective);
    const { name, magnification = null, numericalAperture = null, immersion = null, umPerPixel = null } = objective;
    const createdAt = new Date();
    const calibratedAt = umPerPixel === null ? null : createdAt;
    const optics = { magnification, numericalAperture, immersion, umPerPixel, calibratedAt };
    const row: ObjectiveRow = { id: randomUUID(), cameraId, name, ...optics, createdAt };
    await nameIsFree(name, () =>
      this.#database.use(async (em) => {
        const most = this.#maxPerCamera;
        if ((await em.count(ObjectiveEntity, { cameraId })) >= most) {
          throw limitReached(`This camera has ${String(most)} objectives, which is the limit`);
        }
        await em.insert(ObjectiveEntity, row);
      }),
    );
    return toObjective(row);
  }

  /** @throws {HubError} objective_not_found, or conflict when the camera has another of that name */
  update(id: string, changes: UpdateObjective): Promise<Objective> {
    assertStorable(changes);
    if (!isUuid(id)) throw objectiveNotFound(id);
    return nameIsFree(changes.name ?? '', () =>
      this.#database.transaction(async (em) => {
        const row = await em.findOne(ObjectiveEntity, { id });
        if (row === null) throw objectiveNotFound(id);
        const { name = row.name, ...optics } = changes;
        Object.assign(row, { name, ...optics });
        if (changes.umPerPixel !== undefined) row.calibratedAt = changes.umPerPixel === null ? null : new Date();
        await em.flush();
        return toObjective(row);
      }),
    );
  }

  /** If it is in use, the camera has none afterwards. @throws {HubError} objective_not_found */
  async remove(id: string): Promise<void> {
    if (!isUuid(id)) throw objectiveNotFound(id);
    await this.#database.transaction(async (em) => {
      if ((await em.nativeDelete(ObjectiveEntity, { id })) === 0) throw objectiveNotFound(id);
      await em.nativeUpdate(CameraEntity, { objectiveId: id }, { objectiveId: null });
    });
  }

  /** Selects the objective in use, or none. @throws {HubError} objective_not_found when the camera has no such objective */
  async choose(cameraId: string, id: string | null): Promise<Objective | undefined> {
    const objective = id === null ? undefined : await this.get(id);
    if (objective && objective.cameraId !== cameraId) throw objectiveNotFound(objective.id);
    const changed = await this.#database.use((em) => em.nativeUpdate(CameraEntity, { id: cameraId }, { objectiveId: id }));
    if (changed === 0) throw conflict(`Camera ${cameraId} is not in the database yet, try again`);
    return objective;
  }
}

function nameIsFree<T>(name: string, write: () => Promise<T>): Promise<T> {
  return unlessTaken(`This camera already has an objective named "${name}"`, write);
}

function toObjective({ id, cameraId, name, ...optics }: ObjectiveRow): Objective {
  const { magnification, numericalAperture, immersion, umPerPixel, calibratedAt } = optics;
  return {
    id,
    cameraId,
    name,
    ...(typeof magnification === 'number' && { magnification }),
    ...(typeof numericalAperture === 'number' && { numericalAperture }),
    ...(immersion && { immersion }),
    ...(typeof umPerPixel === 'number' && { umPerPixel }),
    ...(calibratedAt && { calibratedAt: calibratedAt.toISOString() }),
  };
}
