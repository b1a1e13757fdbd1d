import {
  spreadOf,
  type CameraGroup,
  type CameraState,
  type Capture,
  type CopySettings,
  type CreateCameraGroup,
  type CreateShot,
  type SettingsCopy,
  type SettingsUpdate,
  type Shot,
  type ShotResult,
  type UpdateCameraGroup,
} from '@eyepiece/shared-types';
import type { PoolClient } from '../clients/pool-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';

interface FakePoolParts {
  readonly camera: (id: string) => CameraState;
  readonly capture: (cameraId: string) => Promise<Capture>;
  readonly set: (cameraId: string, settings: SettingsUpdate) => unknown;
  readonly groupsChanged: () => void;
}

/** Groups, shots and copies of the fake hub. */
export class FakePool implements PoolClient {
  readonly #parts: FakePoolParts;
  #groups: CameraGroup[] = [];

  constructor(parts: FakePoolParts) {
    this.#parts = parts;
  }

  listGroups(): Promise<CameraGroup[]> {
    return Promise.resolve(this.#groups.toSorted((one, other) => one.name.localeCompare(other.name, 'en')));
  }

  createGroup({ name, cameraIds = [] }: CreateCameraGroup): Promise<CameraGroup> {
    const group = { id: crypto.randomUUID(), name, cameraIds: [...cameraIds], createdAt: new Date().toISOString() };
    this.#put([...this.#groups, group]);
    return Promise.resolve(group);
  }

  updateGroup(id: string, { name, add = [], remove = [] }: UpdateCameraGroup): Promise<CameraGroup> {
    const group = this.#group(id);
    const cameraIds = [...new Set([...group.cameraIds, ...add])].filter((cameraId) => !remove.includes(cameraId));
    const changed = { ...group, name: name ?? group.name, cameraIds };
    this.#put(this.#groups.map((one) => (one.id === id ? changed : one)));
    return Promise.resolve(changed);
  }

  deleteGroup(id: string): Promise<void> {
    this.#put(this.#groups.filter((group) => group.id !== id));
    return Promise.resolve();
  }

  async takeShot({ groupId, cameraIds = [] }: CreateShot): Promise<Shot> {
    const group = groupId === undefined ? null : this.#group(groupId);
    const begunAt = new Date().toISOString();
    const results = await Promise.all((group?.cameraIds ?? cameraIds).map((cameraId) => this.#take(cameraId)));
    const spread = spreadOf(results.flatMap(({ exposure }) => exposure ?? []));
    return { id: crypto.randomUUID(), group, by: null, begunAt, endedAt: new Date().toISOString(), results, spread };
  }

  copySettings({ from, groupId, cameraIds = [], settings: names }: CopySettings): Promise<SettingsCopy> {
    const { settings } = this.#parts.camera(from);
    const wanted = Object.fromEntries(Object.entries(settings).filter(([name]) => names?.some((one) => one === name) ?? true));
    const targets = (groupId === undefined ? cameraIds : this.#group(groupId).cameraIds).filter((cameraId) => cameraId !== from);
    for (const cameraId of targets) this.#parts.set(cameraId, wanted);
    return Promise.resolve({ results: targets.map((cameraId) => ({ cameraId, applied: wanted, skipped: [] })) });
  }

  #put(groups: CameraGroup[]): void {
    this.#groups = groups;
    this.#parts.groupsChanged();
  }

  #group(id: string): CameraGroup {
    const group = this.#groups.find((one) => one.id === id);
    if (!group) throw new HubError('not_found', id);
    return group;
  }

  async #take(cameraId: string): Promise<ShotResult> {
    try {
      const { id, capturedAtUs, exposureMs } = await this.#parts.capture(cameraId);
      return { cameraId, state: 'stored', captureId: id, exposure: { startUs: capturedAtUs - exposureMs * 1000, uncertaintyUs: 200 } };
    } catch (error) {
      const { message } = asHubError(error);
      return { cameraId, state: 'failed', error: { code: 'camera_offline', message } };
    }
  }
}
