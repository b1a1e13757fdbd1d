/** Names of captures: unique in the library, also when several hubs take captures at the same time. */
import {
  captureName,
  DEFAULT_NAME_TEMPLATE,
  FILE_EXTENSIONS,
  nameTemplateFault,
  numberedName,
  usesNumber,
  type CaptureMetadata,
} from '@eyepiece/shared-types';
import { CaptureEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import { isUniqueViolation } from '../../../persistence/orm/database-errors.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { removedRecord } from './removed-captures.ts';

/** Names that are tried before one with the id, which no other capture can have. */
const ATTEMPTS = 20;
/** One statement, which waits for that of another hub: no two get the same number. */
const NEXT_NUMBER = `insert into capture_numbers (scope, last) values (?, ?)
  on conflict (scope) do update set last = capture_numbers.last + 1 returning last`;
const WITH_TITLE = `with next as (${NEXT_NUMBER})
  select last, (select title from capture_sessions where id = ?::uuid) as title from next`;
const TITLE = 'select 0 as last, (select title from capture_sessions where id = ?::uuid) as title';

interface Context {
  readonly last: string | number;
  readonly title: string | null;
}

/** The outcome of `insert`. `renamed`: another capture had the name. */
export type Inserted =
  | { readonly kind: 'inserted'; readonly row: CaptureRow; readonly renamed: boolean }
  | { readonly kind: 'exists' }
  | { readonly kind: 'removed' };

export class CaptureNames {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The name that the template of the capture gives. Another capture may have it. */
  async wanted(metadata: CaptureMetadata): Promise<string> {
    const { nameTemplate, sessionId, cameraName, user, label, capturedAtUs, format } = metadata;
    // The camera service passes the template on unchecked.
    const template = nameTemplate === undefined || nameTemplateFault(nameTemplate) !== undefined ? DEFAULT_NAME_TEMPLATE : nameTemplate;
    const { last, title } = await this.#context(metadata, usesNumber(template), sessionId ?? null);
    return captureName(template, {
      session: title ?? undefined,
      camera: cameraName,
      person: user?.name,
      label,
      capturedAtUs,
      seq: Number(last),
      ext: FILE_EXTENSIONS[format],
    });
  }

  /**
   * Inserts the row. While another capture has its name, the name gets `_2`, `_3` and so on before its extension.
   * @returns `exists` when there is a row with this id, `removed` when it was removed for good
   */
  async insert(row: CaptureRow): Promise<Inserted> {
    for (let attempt = 1; ; attempt += 1) {
      const { name: wanted = null } = row;
      const name = attempt === 1 || wanted === null ? wanted : await this.#other(wanted, row.id, attempt);
      const named = { ...row, name };
      try {
        // A single statement is its own transaction and saves two round trips.
        await this.#database.use((em) => em.insert(CaptureEntity, named));
        return { kind: 'inserted', row: named, renamed: attempt > 1 };
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        const existing = await this.#database.use((em) => em.count(CaptureEntity, { id: row.id }));
        if (existing > 0) return { kind: 'exists' };
        if ((await removedRecord(this.#database, row.id)) !== null) return { kind: 'removed' };
        if (attempt > ATTEMPTS) throw error;
      }
    }
  }

  async #context({ cameraId, capturedAtUs }: CaptureMetadata, isNumbered: boolean, sessionId: string | null): Promise<Context> {
    const day = new Date(capturedAtUs / 1000).toISOString().slice(0, 10);
    const scope = sessionId === null ? `day ${cameraId} ${day}` : `session ${sessionId}`;
    if (isNumbered) return this.#one<Context>(WITH_TITLE, [scope, 1, sessionId]);
    return sessionId === null ? { last: 0, title: null } : this.#one<Context>(TITLE, [sessionId]);
  }

  /** A counter for each name that was taken finds a free one at once, however many captures have it. */
  async #other(name: string, id: string, attempt: number): Promise<string> {
    if (attempt > ATTEMPTS) return numberedName(name, id);
    const { last } = await this.#one<{ last: string | number }>(NEXT_NUMBER, [`name ${name.toLowerCase()}`, 2]);
    return numberedName(name, last);
  }

  async #one<Row>(sql: string, parameters: readonly unknown[]): Promise<Row> {
    const [row] = await this.#database.use((em) => em.execute<Row[]>(sql, [...parameters]));
    if (row === undefined) throw new Error('the database returned no number for a capture');
    return row;
  }
}
