import type { CreatePreset, Preset } from '@eyepiece/shared-types';

export class FakePresets {
  #presets: Preset[] = [];

  list(): Preset[] {
    return this.#presets;
  }

  create(preset: CreatePreset): Preset {
    const saved: Preset = {
      ...preset,
      cameraId: preset.cameraId ?? null,
      id: `preset-${this.#presets.length + 1}`,
      createdAt: new Date().toISOString(),
    };
    this.#presets = [...this.#presets, saved];
    return saved;
  }

  delete(id: string): void {
    this.#presets = this.#presets.filter((preset) => preset.id !== id);
  }
}
