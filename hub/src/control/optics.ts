/** Manages the objectives of cameras and the one in use. */
import type { Calibration, CreateObjective, Objective, UpdateObjective } from '@eyepiece/shared-types';
import type { Caller, Person } from '../people/caller.ts';
import type { ControlDesk } from './desk.ts';
import { cameraNotFound } from '../errors.ts';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { Objectives } from '../persistence/rows/objectives.ts';
import type { Journal, UnderControl } from './journal.ts';

export interface OpticsParts {
  readonly registry: CameraRegistry;
  readonly control: ControlDesk;
  readonly objectives: Objectives;
  readonly journal: Journal;
}

/** What http and sockets use of Optics. */
export type OpticsService = Omit<Pick<Optics, keyof Optics>, 'reload'>;

export class Optics {
  readonly #registry: CameraRegistry;
  readonly #control: ControlDesk;
  readonly #objectives: Objectives;
  readonly #journal: Journal;

  constructor({ registry, control, objectives, journal }: OpticsParts) {
    this.#registry = registry;
    this.#control = control;
    this.#objectives = objectives;
    this.#journal = journal;
  }

  list(cameraId: string): Promise<Objective[]> {
    return this.#objectives.list(this.#camera(cameraId).id);
  }

  /** The camera of an objective. @throws {HubError} objective_not_found */
  async cameraOf(id: string): Promise<string> {
    return (await this.#objectives.get(id)).cameraId;
  }

  async create(cameraId: string, wanted: CreateObjective, person: Person): Promise<Objective> {
    const objective = await this.#objectives.create(this.#camera(cameraId).id, wanted);
    this.#journal({ actor: person, action: 'objective.create', subject: objective.id, details: { cameraId, ...wanted } });
    return objective;
  }

  async update(id: string, changes: UpdateObjective, person: Person): Promise<Objective> {
    const objective = await this.#objectives.update(id, changes);
    const camera = this.#registry.get(objective.cameraId);
    if (camera?.objective?.id === id) camera.setObjective(objective);
    this.#journal({ actor: person, action: 'objective.update', subject: id, details: { cameraId: objective.cameraId, ...changes } });
    return objective;
  }

  /** @returns the camera of the objective */
  async remove(id: string, person: Person): Promise<{ cameraId: string }> {
    const { cameraId, name } = await this.#objectives.get(id);
    await this.#objectives.remove(id);
    const camera = this.#registry.get(cameraId);
    if (camera?.objective?.id === id) camera.setObjective(undefined);
    this.#journal({ actor: person, action: 'objective.delete', subject: id, details: { cameraId, name } });
    return { cameraId };
  }

  /** Takes over the row of the objective in use, which another hub has changed or removed. */
  async reload(cameraId: string): Promise<void> {
    const camera = this.#registry.get(cameraId);
    if (camera?.objective) camera.setObjective(await this.#objectives.find(camera.objective.id));
  }

  /** Selects the objective in use, or none. It determines the scale of later captures. Needs control of the camera. */
  async choose(cameraId: string, id: string | null, person: Caller, { epoch }: UnderControl = {}): Promise<Objective | null> {
    const camera = this.#camera(cameraId);
    this.#control.admit(cameraId, person, epoch);
    const objective = await this.#objectives.choose(cameraId, id);
    camera.setObjective(objective);
    this.#journal({ actor: person, action: 'objective.choose', subject: cameraId, details: { objective: objective?.name ?? null } });
    return objective ?? null;
  }

  #camera(cameraId: string): Camera {
    const camera = this.#registry.get(cameraId);
    if (!camera) throw cameraNotFound(cameraId);
    return camera;
  }
}

/** The calibration sent to a camera service; empty without an objective. */
export function calibrationOf(objective: Objective | undefined): { calibration?: Calibration } {
  if (!objective) return {};
  const { name, magnification, numericalAperture, immersion, umPerPixel } = objective;
  return {
    calibration: {
      objective: name,
      ...(magnification !== undefined && { magnification }),
      ...(numericalAperture !== undefined && { numericalAperture }),
      ...(immersion !== undefined && { immersion }),
      ...(umPerPixel !== undefined && { umPerPixel }),
    },
  };
}
