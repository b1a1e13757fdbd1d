import type { CameraSettings, CameraState, Corrections, CorrectionsUpdate, SettingsUpdate } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';

const { compare: compareNames } = new Intl.Collator('en', { numeric: true });

/** By name: the order in which cameras connect to the hub changes with every start. */
function inOrder(cameras: readonly CameraState[]): readonly CameraState[] {
  return cameras.toSorted((a, b) => compareNames(a.name, b.name) || compareNames(a.id, b.id));
}

/** The cameras of the hub, and the selected one. */
export class Cameras {
  /** In the order of their names. */
  list = $state.raw<readonly CameraState[]>([]);
  /** Whether the hub has sent its cameras at least once. */
  known = $state(false);
  /** The camera being searched for, until the hub answers. */
  retryingId = $state<string | null>(null);
  #selectedId = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];

  readonly selected = $derived.by<CameraState | null>(() => this.list.find(({ id }) => id === this.#selectedId) ?? null);

  constructor(hub: HubClient) {
    this.#hub = hub;
    this.#undo = [
      hub.events.on('cameras', (cameras) => {
        this.list = inOrder(this.#withSelected(cameras));
        this.known = true;
        this.#chooseOne();
      }),
      hub.events.on('camera', (camera) => this.#put(camera)),
    ];
  }

  select(id: string): void {
    this.#selectedId = id;
  }

  nameOf(id: string): string {
    return this.list.find((camera) => camera.id === id)?.name ?? id;
  }

  /** Sends settings to the camera; shows the values it reads back at once. @throws {HubError} */
  async update(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    const readBack = await this.#hub.updateSettings(cameraId, settings);
    this.#change(cameraId, { settings: readBack });
    return readBack;
  }

  /** Changes corrections; shows the result at once. @throws {HubError} */
  async correct(cameraId: string, update: CorrectionsUpdate, workMs = 0): Promise<Corrections> {
    const corrections = await this.#hub.instrument.correct(cameraId, update, workMs);
    this.#change(cameraId, { corrections });
    return corrections;
  }

  /** Searches for a lost camera now, without waiting for the next attempt. @throws {HubError} */
  async retry(cameraId: string): Promise<void> {
    if (this.retryingId !== null) return;
    this.retryingId = cameraId;
    try {
      await this.#hub.retryCamera(cameraId);
    } finally {
      this.retryingId = null;
    }
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  /** A hub that has just started may not know the selected camera yet: keep it as offline. */
  #withSelected(cameras: readonly CameraState[]): readonly CameraState[] {
    const selected = this.selected;
    if (!selected || cameras.some(({ id }) => id === selected.id)) return cameras;
    return [...cameras, { ...selected, status: 'offline', fps: 0, viewers: 0 }];
  }

  /** Selects a working camera if possible. It stays selected, whatever its status becomes. */
  #chooseOne(): void {
    const works = ({ status }: CameraState): boolean => status !== 'offline' && status !== 'disconnected';
    this.#selectedId ??= (this.list.find(works) ?? this.list[0])?.id ?? null;
  }

  #change(cameraId: string, change: Partial<CameraState>): void {
    const camera = this.list.find(({ id }) => id === cameraId);
    if (camera) this.#put({ ...camera, ...change });
  }

  #put(camera: CameraState): void {
    const known = this.list.some(({ id }) => id === camera.id);
    this.list = inOrder(known ? this.list.map((old) => (old.id === camera.id ? camera : old)) : [...this.list, camera]);
    this.#chooseOne();
  }
}
