/** Reads the captures of a session in pages for its export. */
import type { Annotation } from '@eyepiece/shared-types';
import { toAnnotation } from '../../library/annotations/presenter.ts';
import { AnnotationEntity } from '../../persistence/entities/library/annotation.ts';
import { CaptureEntity, type CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { nameOf } from '../../library/captures/presenter.ts';
import { uniqueNames } from '../../library/formats/zip/names.ts';

/** Small, so that pages are collected as young garbage. */
const PAGE = 25;

/** Properties of a capture known before its page is read. */
export interface Listed {
  readonly id: string;
  readonly sizeBytes: number;
  /** Path in the archive. */
  readonly name: string;
}

export interface SessionCapture {
  readonly row: CaptureRow;
  readonly annotations: readonly Annotation[];
  readonly name: string;
}

export class SessionCaptures {
  readonly #database: Database;
  readonly #sessionId: string;
  readonly listed: readonly Listed[];

  private constructor(database: Database, sessionId: string, listed: readonly Listed[]) {
    this.#database = database;
    this.#sessionId = sessionId;
    this.listed = listed;
  }

  /** Lists the captures that are not in the trash, oldest first, with unique names. */
  static async of(database: Database, sessionId: string): Promise<SessionCaptures> {
    const where = { sessionId, deletedAt: null };
    const rows = await database.use((em) =>
      em.find(CaptureEntity, where, { orderBy: { capturedAtUs: 'asc', id: 'asc' }, fields: ['id', 'filename', 'name', 'sizeBytes'] }),
    );
    const names = uniqueNames(rows.map((row) => `masters/${nameOf(row)}`));
    const listed = rows.map(({ id, sizeBytes }, index) => ({ id, sizeBytes, name: names[index] ?? id }));
    return new SessionCaptures(database, sessionId, listed);
  }

  /** Captures with their annotations. Omits captures trashed meanwhile. */
  async *all(): AsyncGenerator<SessionCapture> {
    for (let at = 0; at < this.listed.length; at += PAGE) {
      const page = this.listed.slice(at, at + PAGE);
      const ids = page.map(({ id }) => id);
      const { rows, drawn } = await this.#database.use(async (em) => ({
        rows: await em.find(CaptureEntity, { id: { $in: ids }, sessionId: this.#sessionId, deletedAt: null }),
        drawn: await em.find(AnnotationEntity, { captureId: { $in: ids }, deletedAt: null }, { orderBy: { createdAt: 'asc', id: 'asc' } }),
      }));
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { id, name } of page) {
        const row = byId.get(id);
        if (row) yield { row, name, annotations: drawn.filter(({ captureId }) => captureId === id).map(toAnnotation) };
      }
    }
  }

  /** Annotations on the camera's live view that were last changed during the session and are not removed. */
  onLiveView(cameraId: string, from: Date, to: Date): Promise<Annotation[]> {
    const where = { cameraId, deletedAt: null, updatedAt: { $gte: from, $lte: to } };
    return this.#database.use(async (em) =>
      (await em.find(AnnotationEntity, where, { orderBy: { createdAt: 'asc', id: 'asc' } })).map(toAnnotation),
    );
  }
}
