/** Read access to captures: lists, single captures, neighbours and history. */
import type { Capture, CaptureFilterQuery, CaptureListQuery, CapturePage, CaptureRevision, Neighbours } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { captureNotFound } from '../../../errors.ts';
import { readCaptures } from '../../../persistence/rows/capture-rows.ts';
import { CaptureRevisionEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { isUuid } from '../../../persistence/uuid.ts';
import { cursorOf, filterOf, positionOf, type Conditions } from './list-query.ts';
import { toCapture } from '../presenter.ts';

const NEWEST_FIRST = 'order by captured_at_us desc, id desc';
const OLDEST_FIRST = 'order by captured_at_us, id';
const ROWS_AT_ONCE = 500;
/** Up to this many hits are sorted in a few milliseconds. */
const FEW_HITS = 5000;

/** Read-only view of the library. */
export class Library {
  readonly #database: Database;
  readonly #basePath: string;

  constructor(database: Database, basePath = '') {
    this.#database = database;
    this.#basePath = basePath;
  }

  /** A page of captures, newest first. @throws {HubError} validation_failed */
  async list(query: CaptureListQuery): Promise<CapturePage> {
    const filter = filterOf(query);
    const cursor = query.cursor === undefined ? undefined : positionOf(query.cursor);
    const [sql, behind] = cursor ? ['(captured_at_us, id) < (?, ?::uuid)', [cursor.capturedAtUs, cursor.id]] : ['true', []];
    return this.#database.use(async (em) => {
      const { ids, total } = await pageOf(em, filter, `${sql} ${NEWEST_FIRST} limit ${String(query.limit + 1)}`, behind);
      const page = await rowsOf(em, ids.slice(0, query.limit));
      const last = page.at(-1);
      return {
        captures: page.map((row) => toCapture(row, this.#basePath)),
        nextCursor: ids.length > query.limit && last ? cursorOf(last) : null,
        total,
      };
    });
  }

  /** One capture, even if it is in the trash. @throws {HubError} capture_not_found */
  async row(id: string): Promise<CaptureRow> {
    const [row] = isUuid(id) ? await this.#database.use((em) => readCaptures(em, [id])) : [];
    if (!row) throw captureNotFound(id);
    return row;
  }

  async get(id: string): Promise<Capture> {
    return toCapture(await this.row(id), this.#basePath);
  }

  /** The existing captures, in the order of `ids`. */
  rows(ids: readonly string[]): Promise<CaptureRow[]> {
    return this.#database.use((em) => rowsOf(em, ids));
  }

  /** Ids that match a filter, newest first, at most `limit`. */
  async idsOf(query: CaptureFilterQuery, limit: number): Promise<string[]> {
    const { sql, params } = filterOf(query);
    const statement = `select id from captures where ${sql} ${NEWEST_FIRST} limit ?`;
    const rows = await this.#database.use((em) => em.execute<{ id: string }[]>(statement, [...params, limit]));
    return rows.map(({ id }) => id);
  }

  /** The captures before and after this one in the filtered list. @throws {HubError} capture_not_found */
  async neighbours(id: string, query: CaptureFilterQuery): Promise<Neighbours> {
    const { capturedAtUs } = await this.row(id);
    const { sql, params, inverted } = filterOf(query);
    const here = [capturedAtUs, id];
    const statement = `${inverted ? `with hits as materialized (select id, captured_at_us from captures where ${sql})` : ''}
      select (select id from ${inverted ? 'hits where' : `captures where ${sql} and`} (captured_at_us, id) > (?, ?::uuid) ${OLDEST_FIRST} limit 1) newer,
             (select id from ${inverted ? 'hits where' : `captures where ${sql} and`} (captured_at_us, id) < (?, ?::uuid) ${NEWEST_FIRST} limit 1) older,
             count(*)::int total, count(*) filter (where (captured_at_us, id) > (?, ?::uuid))::int before
      from ${inverted ? 'hits' : `captures where ${sql}`}`;
    const all = inverted ? [...params, ...here, ...here, ...here] : [...params, ...here, ...params, ...here, ...here, ...params];
    const [found] = await this.#database.use((em) => em.execute<Found[]>(statement, all));
    return { newer: found?.newer ?? null, older: found?.older ?? null, position: (found?.before ?? 0) + 1, total: found?.total ?? 0 };
  }

  /** Changes made by people, oldest first. @throws {HubError} capture_not_found */
  async history(id: string): Promise<CaptureRevision[]> {
    const row = await this.row(id);
    const where = { captureId: row.id };
    const revisions = await this.#database.use((em) => em.find(CaptureRevisionEntity, where, { orderBy: { id: 'asc' } }));
    return [
      { at: row.capturedAt.toISOString(), by: row.userName ?? row.cameraName, action: 'captured', changes: {} },
      ...revisions.map(({ at, userName, action, changes }) => ({ at: at.toISOString(), by: userName, action, changes })),
    ];
  }
}

interface Found {
  readonly newer: string | null;
  readonly older: string | null;
  readonly total: number;
  readonly before: number;
}

/**
 * Ids of a page and the total count. The indexes of words and tags are unordered, and scanning captures in order would
 * read nearly all of them when the hits are old. So few hits are collected first and then sorted. Among many hits, the
 * ordered scan fills a page early.
 */
async function pageOf(
  em: SqlEntityManager,
  { sql, params, inverted }: Conditions,
  page: string,
  behind: readonly unknown[],
): Promise<{ ids: string[]; total: number }> {
  const [counted] = await em.execute<{ total: number }[]>(`select count(*)::int total from captures where ${sql}`, [...params]);
  const total = counted?.total ?? 0;
  if (total === 0) return { ids: [], total };
  const statement =
    inverted && total <= FEW_HITS
      ? `with hits as materialized (select id, captured_at_us from captures where ${sql}) select id from hits where ${page}`
      : `select id from captures where ${sql} and ${page}`;
  const found = await em.execute<{ id: string }[]>(statement, [...params, ...behind]);
  return { ids: found.map(({ id }) => id), total };
}

async function rowsOf(em: SqlEntityManager, ids: readonly string[]): Promise<CaptureRow[]> {
  const found = new Map<string, CaptureRow>();
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    for (const row of await readCaptures(em, ids.slice(at, at + ROWS_AT_ONCE))) found.set(row.id, row);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
