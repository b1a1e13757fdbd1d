import { SETTING_NAMES, type CameraState, type Preset, type SettingsUpdate } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';

/** Settings stored in a preset: every writable setting of the camera. */
export function presetSettings(camera: Pick<CameraState, 'settings' | 'capabilities'>): SettingsUpdate {
  const kept = SETTING_NAMES.filter((name) => {
    const feature = camera.capabilities.features[name];
    return feature !== undefined && !feature.readOnly && camera.settings[name] !== undefined && camera.settings[name] !== 'once';
  });
  return Object.fromEntries(kept.map((name) => [name, camera.settings[name]]));
}

interface PresetsParts {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
}

export class Presets {
  list = $state.raw<readonly Preset[]>([]);
  readonly #parts: PresetsParts;

  constructor(parts: PresetsParts) {
    this.#parts = parts;
  }

  /** Presets of this camera and those for all cameras. */
  for(cameraId: string): Preset[] {
    return this.list.filter((preset) => preset.cameraId === null || preset.cameraId === cameraId);
  }

  async load(): Promise<void> {
    this.list = await this.#noticing(this.#parts.hub.listPresets());
  }

  async save(name: string, camera: CameraState): Promise<void> {
    const saved = await this.#noticing(this.#parts.hub.createPreset({ name, cameraId: camera.id, settings: presetSettings(camera) }));
    this.list = [...this.list, saved];
  }

  async apply(preset: Preset, cameraId: string): Promise<void> {
    await this.#noticing(this.#parts.cameras.update(cameraId, preset.settings));
  }

  async remove(preset: Preset): Promise<void> {
    await this.#noticing(this.#parts.hub.deletePreset(preset.id));
    this.list = this.list.filter(({ id }) => id !== preset.id);
  }

  async #noticing<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.#parts.session.handleError(error);
    }
  }
}
