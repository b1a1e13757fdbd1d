import type { CreateObjective, Objective, UpdateObjective } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';

/** The objectives of the selected camera. Every method rejects with a HubError. */
export class Objectives {
  list = $state.raw<readonly Objective[]>([]);
  #cameraId = '';
  readonly #hub: HubClient;
  readonly #session: Session;

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
  }

  async load(cameraId: string): Promise<void> {
    if (cameraId !== this.#cameraId) this.list = [];
    this.#cameraId = cameraId;
    const list = await this.#noticing(this.#hub.instrument.listObjectives(cameraId));
    if (cameraId === this.#cameraId) this.list = byMagnification(list);
  }

  async create(cameraId: string, objective: CreateObjective): Promise<Objective> {
    const made = await this.#noticing(this.#hub.instrument.createObjective(cameraId, objective));
    if (cameraId === this.#cameraId) this.list = byMagnification([...this.list, made]);
    return made;
  }

  async update(id: string, change: UpdateObjective): Promise<Objective> {
    const changed = await this.#noticing(this.#hub.instrument.updateObjective(id, change));
    this.list = byMagnification(this.list.map((old) => (old.id === id ? changed : old)));
    return changed;
  }

  async remove(id: string): Promise<void> {
    await this.#noticing(this.#hub.instrument.deleteObjective(id));
    this.list = this.list.filter((objective) => objective.id !== id);
  }

  async choose(cameraId: string, objectiveId: string | null): Promise<void> {
    await this.#noticing(this.#hub.instrument.chooseObjective(cameraId, objectiveId));
  }

  async #noticing<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.#session.handleError(error);
    }
  }
}

/** Ascending magnification, as on a turret; objectives without magnification last. */
function byMagnification(list: readonly Objective[]): Objective[] {
  const rank = ({ magnification }: Objective): number => magnification ?? Number.POSITIVE_INFINITY;
  return list.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}
