/** The captures of a session for its export, a few at a time: there may be thousands. */
import type { Annotation } from '@eyepiece/shared-types';
import { toAnnotation } from '../../annotations/presenter.ts';
import { AnnotationEntity } from '../../persistence/entities/annotation.ts';
import { CaptureEntity, type CaptureRow } from '../../persistence/entities/capture.ts';
import type { Database } from '../../persistence/orm.ts';
import { uniqueNames } from '../../zip/names.ts';

/** Few, so that each page is garbage before it is old. */
const PAGE = 25;

/** What is known of each before the first page is read. */
export interface Listed {
  readonly id: string;
  readonly sizeBytes: number;
  /** In the archive. */
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

  /** Those that are in the library now, oldest first, each with a name of its own. */
  static async of(database: Database, sessionId: string): Promise<SessionCaptures> {
    const where = { sessionId, deletedAt: null };
    const rows = await database.use((em) =>
      em.find(CaptureEntity, where, { orderBy: { capturedAtUs: 'asc', id: 'asc' }, fields: ['id', 'filename', 'sizeBytes'] }),
    );
    const names = uniqueNames(rows.map(({ filename }) => `masters/${filename}`));
    const listed = rows.map(({ id, sizeBytes }, index) => ({ id, sizeBytes, name: names[index] ?? id }));
    return new SessionCaptures(database, sessionId, listed);
  }

  /** With what is drawn on them. One that has gone into the trash meanwhile is left out. */
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

  /** What was drawn on the live view of a camera while the session was open, and is still there. */
  onLiveView(cameraId: string, from: Date, to: Date): Promise<Annotation[]> {
    const where = { cameraId, deletedAt: null, updatedAt: { $gte: from, $lte: to } };
    return this.#database.use(async (em) =>
      (await em.find(AnnotationEntity, where, { orderBy: { createdAt: 'asc', id: 'asc' } })).map(toAnnotation),
    );
  }
}
