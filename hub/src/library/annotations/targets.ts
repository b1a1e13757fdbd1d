/** Targets of annotations: live views of cameras, and captures. */
import type { AnnotationTarget } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { cameraNotFound, captureNotFound } from '../../errors.ts';
import { CaptureEntity } from '../../persistence/entities/library/capture.ts';
import type { Database } from '../../persistence/orm/orm.ts';

/** The camera and the session that a target belongs to. */
export interface Place {
  readonly cameraId: string;
  /** Null for live views, and for captures taken outside sessions. */
  readonly sessionId: string | null;
}

export interface TargetsParts {
  readonly database: Database;
  readonly cameras: { get(id: string): unknown };
}

export class Targets {
  readonly #database: Database;
  readonly #cameras: TargetsParts['cameras'];

  constructor({ database, cameras }: TargetsParts) {
    this.#database = database;
    this.#cameras = cameras;
  }

  /** @throws {HubError} camera_not_found, capture_not_found */
  async place(target: AnnotationTarget): Promise<Place> {
    if (target.kind === 'camera') {
      if (this.#cameras.get(target.cameraId) === undefined) throw cameraNotFound(target.cameraId);
      return { cameraId: target.cameraId, sessionId: null };
    }
    const { captureId: id } = target;
    const row = await this.#database.use((em) => em.findOne(CaptureEntity, { id }, { fields: ['cameraId', 'sessionId'] }));
    if (row === null) throw captureNotFound(id);
    return { cameraId: row.cameraId, sessionId: row.sessionId ?? null };
  }

  /**
   * Keeps the target until the end of the transaction: a removal at this or another hub would leave the annotation alone.
   * @throws {HubError} capture_not_found
   */
  async hold(em: SqlEntityManager, target: AnnotationTarget): Promise<void> {
    if (target.kind === 'camera') return;
    const found = await em.execute<unknown[]>('select 1 from captures where id = ? for key share', [target.captureId]);
    if (found.length === 0) throw captureNotFound(target.captureId);
  }
}
