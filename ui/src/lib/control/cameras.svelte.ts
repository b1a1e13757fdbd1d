import type { CameraSettings, CameraState, SettingsUpdate } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/hub-client.ts';

/** The cameras the hub knows, and the one in view. */
export class Cameras {
  list = $state.raw<readonly CameraState[]>([]);
  /** The hub has told us its cameras at least once. */
  known = $state(false);
  #selectedId = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];

  /** The one chosen; without a choice a camera that works before one that does not. */
  readonly selected = $derived.by<CameraState | null>(() => {
    if (this.#selectedId !== null) return this.list.find(({ id }) => id === this.#selectedId) ?? null;
    const works = ({ status }: CameraState): boolean => status !== 'offline' && status !== 'disconnected';
    return this.list.find(works) ?? this.list[0] ?? null;
  });

  constructor(hub: HubClient) {
    this.#hub = hub;
    this.#undo = [
      hub.events.on('cameras', (cameras) => {
        this.list = cameras;
        this.known = true;
      }),
      hub.events.on('camera', (camera) => this.#put(camera)),
    ];
  }

  select(id: string | null): void {
    this.#selectedId = id;
  }

  named(id: string): string {
    return this.list.find((camera) => camera.id === id)?.name ?? id;
  }

  /** Asks the camera; what it read back is shown at once. @throws {HubError} */
  async update(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    const readBack = await this.#hub.updateSettings(cameraId, settings);
    const camera = this.list.find(({ id }) => id === cameraId);
    if (camera) this.#put({ ...camera, settings: readBack });
    return readBack;
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #put(camera: CameraState): void {
    const known = this.list.some(({ id }) => id === camera.id);
    this.list = known ? this.list.map((old) => (old.id === camera.id ? camera : old)) : [...this.list, camera];
  }
}
