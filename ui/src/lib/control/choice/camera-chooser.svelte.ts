import type { CameraChoice, CameraChoices, CameraState } from '@eyepiece/shared-types';
import type { InstrumentClient } from '../../hub/clients/instrument-client.ts';
import { HubTask } from '../../people/hub-task.svelte.ts';
import type { Session } from '../../people/session.svelte.ts';

/** The camera service starts again within seconds; a slow USB camera needs longer, ms. */
export const BACK_WITHIN_MS = 45_000;

export interface ChooserDeps {
  readonly instrument: Pick<InstrumentClient, 'choices' | 'choose'>;
  readonly session: Pick<Session, 'handleError'>;
  /** The present state of the camera; undefined while the hub does not list it. */
  readonly camera: () => CameraState | undefined;
}

/** Whether the camera shows what was chosen. */
export function shows(
  camera: Pick<CameraState, 'driver' | 'serial' | 'status'>,
  { driver, source, serial, device }: CameraChoice,
): boolean {
  if (camera.status === 'offline' || camera.driver !== driver) return false;
  // The service cuts a long name.
  const name = source ?? device;
  if (name !== undefined) return camera.serial !== '' && name.startsWith(camera.serial);
  return serial === undefined || camera.serial === String(serial);
}

/** What a camera service can show, and the choice among it. */
export class CameraChooser extends HubTask {
  choices = $state.raw<CameraChoices | null>(null);
  picked = $state.raw<CameraChoice | null>(null);
  /** The choice that the service starts with; null before, and once the camera shows it. */
  #ordered = $state.raw<{ readonly choice: CameraChoice; readonly atMs: number } | null>(null);
  readonly #deps: ChooserDeps;

  constructor(deps: ChooserDeps) {
    super(deps.session);
    this.#deps = deps;
  }

  /** Whether the service starts with the choice. */
  readonly starting = $derived.by(() => {
    const camera = this.#deps.camera();
    return this.#ordered !== null && !(camera && shows(camera, this.#ordered.choice));
  });

  /** @param nowMs of the clock that `choose` read */
  isLate(nowMs: number): boolean {
    return this.starting && this.#ordered !== null && nowMs - this.#ordered.atMs > BACK_WITHIN_MS;
  }

  async load(cameraId: string): Promise<void> {
    await this.attempt(async () => {
      this.choices = await this.#deps.instrument.choices(cameraId);
      this.picked = presentOf(this.choices);
    });
  }

  /** Whether the camera shows the picked one already. */
  get isPresent(): boolean {
    const present = this.choices && presentOf(this.choices);
    return present !== null && this.picked !== null && keyOf(present) === keyOf(this.picked);
  }

  async choose(cameraId: string, nowMs: number): Promise<boolean> {
    const { picked } = this;
    if (!picked) return false;
    await this.attempt(async () => {
      await this.#deps.instrument.choose(cameraId, picked);
      this.#ordered = { choice: picked, atMs: nowMs };
      if (this.choices) this.choices = { ...this.choices, ...NOTHING_CHOSEN, ...picked };
    });
    return this.error === null;
  }
}

const NOTHING_CHOSEN = { source: undefined, serial: undefined, device: undefined, configuration: undefined };

/** The choice that is in use; null for a driver that cannot be chosen. */
function presentOf({ driver, source, serial, device, configuration }: CameraChoices): CameraChoice | null {
  if (driver === 'simulated') return { driver };
  if (driver === 'replay' && source !== undefined) return { driver, source };
  if (driver === 'video' && device !== undefined) return { driver, device };
  if (driver === 'micromanager' && configuration !== undefined) return { driver, configuration };
  return driver === 'pixelink' && serial !== undefined ? { driver, serial } : null;
}

/** Identifies a choice in a list. */
export function keyOf({ driver, source, serial, device, configuration }: CameraChoice): string {
  return [driver, source ?? device ?? configuration ?? '', serial ?? ''].join('/');
}
