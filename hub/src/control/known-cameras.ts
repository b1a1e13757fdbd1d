/** Stores cameras, so that they are listed as offline after a restart of the hub. Deletes them on request. */
import type { CameraSettings, Capabilities, Feature } from '@eyepiece/shared-types';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { Audit } from '../people/audit/audit.ts';
import type { Person } from '../people/caller.ts';
import { cameraNotFound, conflict } from '../errors.ts';
import { describe, type CameraDescription } from '../ingest/camera-types.ts';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { JobLedger } from './jobs/ledger.ts';
import type { CameraRow } from '../persistence/entities/cameras/camera.ts';
import { forgetCamera, knownCameras, storeCamera } from './camera-rows.ts';
import type { Objectives } from '../persistence/rows/objectives.ts';
import type { Database } from '../persistence/orm/orm.ts';
import type { Journal } from './journal.ts';

export interface KnownCamerasParts {
  readonly registry: CameraRegistry;
  readonly database: Database;
  readonly objectives: Objectives;
  readonly ledger: JobLedger;
  readonly journal: Journal;
  readonly audit: Pick<Audit, 'recordIfPossible'>;
  readonly logger: Logger;
}

export class KnownCameras {
  readonly #parts: KnownCamerasParts;
  /** Writes are serial: an older description must not overwrite a newer one. */
  readonly #writes = new PQueue({ concurrency: 1 });
  /** Cameras with a write that has not begun: one camera that connects all the time causes one write at a time. */
  readonly #waiting = new Set<string>();

  constructor(parts: KnownCamerasParts) {
    this.#parts = parts;
    parts.registry.on('attached', (camera) => this.#store(camera));
    parts.registry.on('detached', (camera) => this.#store(camera));
  }

  /** Lists every stored camera with its objective and jobs. */
  async restore(): Promise<void> {
    const { registry, database, objectives, ledger } = this.#parts;
    for (const row of await knownCameras(database)) {
      const camera = registry.restore(toDescription(row), row.lastSeenAt.getTime() * 1000);
      await ledger.restore(camera);
      if (typeof row.objectiveId === 'string') camera.setObjective(await objectives.find(row.objectiveId));
    }
  }

  /**
   * Removes a camera from the list until its next hello. Captures and jobs stay; objectives are deleted.
   * @throws {HubError} camera_not_found, or conflict while its service is connected
   */
  async forget(cameraId: string, person: Person): Promise<void> {
    const { registry, database, journal } = this.#parts;
    const camera = registry.get(cameraId);
    if (!camera) throw cameraNotFound(cameraId);
    if (camera.online) throw conflict(`Camera ${cameraId} is connected: stop its service first`);
    await this.#writes.onIdle();
    await forgetCamera(database, cameraId);
    if (registry.get(cameraId)?.online) {
      // It has reconnected during the deletion.
      this.#store(camera);
    } else {
      camera.setObjective(undefined);
      registry.forget(cameraId);
    }
    journal({ actor: person, action: 'camera.forget', subject: cameraId, details: {} });
  }

  /** Resolves when all descriptions are written. */
  close(): Promise<void> {
    return this.#writes.onIdle();
  }

  #store(camera: Camera): void {
    const { logger, registry } = this.#parts;
    if (!registry.get(camera.id) || this.#waiting.has(camera.id)) return;
    this.#waiting.add(camera.id);
    this.#writes
      .add(() => {
        this.#waiting.delete(camera.id);
        return this.#write(camera);
      })
      .catch((error: unknown) => logger.warn({ cameraId: camera.id, err: error }, 'the camera could not be stored'));
  }

  async #write(camera: Camera): Promise<void> {
    const { database, audit } = this.#parts;
    const description = describe(camera.state);
    if (!(await storeCamera(database, description))) return;
    const { name, driver, model, serial } = description;
    await audit.recordIfPossible({ action: 'camera.added', subject: camera.id, details: { name, driver, model, serial } });
  }
}

function toDescription({ id, settings, capabilities, firmware, ...row }: CameraRow): CameraDescription {
  const { name, driver, model, serial } = row;
  return {
    cameraId: id,
    name,
    driver,
    model,
    serial,
    ...(typeof firmware === 'string' && { firmware }),
    capabilities,
    settings: settings ?? probableSettings(capabilities),
  };
}

/** Default settings for rows written before settings were stored. The next hello replaces them. */
function probableSettings({ sensor, features }: Capabilities): CameraSettings {
  return {
    exposure: usual(features.exposure) ?? 1,
    gain: usual(features.gain) ?? 0,
    roi: { left: 0, top: 0, width: sensor.width, height: sensor.height },
  };
}

function usual(feature: Feature | undefined): number | undefined {
  return feature?.kind === 'number' ? (feature.default ?? feature.min) : undefined;
}
