/** Several cameras at once: the selection of the wall, groups, shots and copied settings. */
import type { CameraGroup, CopyResult, SettingName, Shot } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { LatestRequest } from '../../hub/latest-request.svelte.ts';
import { highestRole, whyNot, type Action } from '../../people/permissions.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';

interface PoolParts {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  /** Gives no notices of the cameras that the order takes and releases. */
  readonly lease: { quietly<T>(cameraIds: readonly string[], order: () => Promise<T>): Promise<T> };
}

/** A program may change groups all the time; the requests count against the limit of this user. */
const RELOAD_EVERY_MS = 1000;

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length;

export class Pool {
  groups = $state.raw<readonly CameraGroup[]>([]);
  /** Whether a click on a camera of the wall selects it. */
  selecting = $state(false);
  busy = $state(false);
  /** The last shot, until it is dismissed. */
  shot = $state.raw<Shot | null>(null);
  #selected = $state.raw<readonly string[]>([]);
  /** That of the groups: a change may arrive while they are requested. */
  readonly request: LatestRequest;
  readonly #parts: PoolParts;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.request = new LatestRequest(parts.session);
  }

  /** The listed cameras that are selected, in the order of the wall. */
  readonly selected = $derived.by<readonly string[]>(() =>
    this.#parts.cameras.list.filter(({ id }) => this.isSelected(id)).map(({ id }) => id),
  );

  /** The selected cameras, or all if none is. */
  readonly targets = $derived.by<readonly string[]>(() =>
    this.selected.length > 0 ? this.selected : this.#parts.cameras.list.map(({ id }) => id),
  );

  /** The group of exactly these cameras. */
  readonly group = $derived.by<CameraGroup | undefined>(() => this.groups.find(({ cameraIds }) => sameSet(cameraIds, this.selected)));

  isSelected(cameraId: string): boolean {
    return this.#selected.includes(cameraId);
  }

  toggle(cameraId: string): void {
    this.#selected = this.isSelected(cameraId) ? this.#selected.filter((id) => id !== cameraId) : [...this.#selected, cameraId];
  }

  select(cameraIds: readonly string[]): void {
    this.#selected = cameraIds;
    this.selecting = true;
  }

  setSelecting(selecting: boolean): void {
    this.selecting = selecting;
    if (!selecting) this.#selected = [];
  }

  /** Why the user cannot do this with several cameras; null if it is possible at one of them at least. */
  whyNot(action: Action): string | null {
    return whyNot(highestRole(this.#parts.session.user), action);
  }

  /** Groups belong to no camera, so that the role of the account counts. */
  get whyNotEdit(): string | null {
    return whyNot(this.#parts.session.user?.role, 'control');
  }

  /** An error is that of `request`. */
  load(): Promise<void> {
    return this.request.run(async (signal) => {
      const groups = await this.#parts.hub.pool.listGroups();
      if (!signal.aborted) this.groups = groups;
    });
  }

  /** Loads the groups, and again when somebody changes one. @returns a function that ends this */
  follow(): () => void {
    const { events } = this.#parts.hub;
    const load = (): void => void this.load();
    let pause: ReturnType<typeof setTimeout> | undefined;
    let isMissed = false;
    const reload = (): void => {
      isMissed = false;
      pause = setTimeout(() => {
        pause = undefined;
        if (isMissed) reload();
      }, RELOAD_EVERY_MS);
      load();
    };
    const changed = (): void => {
      if (pause === undefined) reload();
      else isMissed = true;
    };
    // The list of cameras comes after each connection: changes may have been missed. A forgotten camera leaves its groups.
    const undo = [events.on('groupsChanged', changed), events.on('cameras', load)];
    load();
    return () => {
      for (const off of undo) off();
      clearTimeout(pause);
      this.request.abort();
    };
  }

  /** Makes a group of the selected cameras. */
  async save(name: string): Promise<void> {
    await this.#noticing(this.#parts.hub.pool.createGroup({ name, cameraIds: [...this.selected] }));
    await this.load();
  }

  async rename({ id }: CameraGroup, name: string): Promise<void> {
    await this.#noticing(this.#parts.hub.pool.updateGroup(id, { name }));
    await this.load();
  }

  /** Makes the group one of the selected cameras. */
  async setCameras({ id, cameraIds }: CameraGroup): Promise<void> {
    const add = this.selected.filter((cameraId) => !cameraIds.includes(cameraId));
    const remove = cameraIds.filter((cameraId) => !this.selected.includes(cameraId));
    await this.#noticing(this.#parts.hub.pool.updateGroup(id, { add, remove }));
    await this.load();
  }

  async remove({ id }: CameraGroup): Promise<void> {
    await this.#noticing(this.#parts.hub.pool.deleteGroup(id));
    await this.load();
  }

  /** Takes a picture with every target. */
  async capture(): Promise<void> {
    if (this.busy || this.targets.length === 0) return;
    this.busy = true;
    try {
      const order = this.group ? { groupId: this.group.id } : { cameraIds: [...this.targets] };
      this.shot = await this.#noticing(this.#parts.hub.pool.takeShot(order));
    } finally {
      this.busy = false;
    }
  }

  /** @param names undefined: all settings */
  async copy(from: string, names: readonly SettingName[] | undefined): Promise<CopyResult[]> {
    const cameraIds = this.targets.filter((id) => id !== from);
    const order = { from, cameraIds, ...(names && { settings: [...names] }) };
    const { hub, lease } = this.#parts;
    return (await this.#noticing(lease.quietly(cameraIds, () => hub.pool.copySettings(order)))).results;
  }

  async #noticing<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.#parts.session.handleError(error);
    }
  }
}
