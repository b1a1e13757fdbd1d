/** Reads the audit trail in pages, newest first. */
import { AUDIT_DETAILS_MAX, type AuditEntry, type AuditFilter, type AuditPage, type AuditQuery } from '@eyepiece/shared-types';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../persistence/cursor.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { conditionsOf, type Condition } from './filter.ts';

/** An entry whose details are still JSON, as the database has them. */
export interface WrittenEntry extends Omit<AuditEntry, 'details'> {
  readonly details: string | null;
}

interface Row {
  readonly id: string | number;
  readonly at_ms: string | number;
  readonly actor_id: string | null;
  readonly actor_name: string;
  readonly address: string | null;
  readonly action: string;
  readonly subject: string;
  readonly details: string | null;
}

const positionSchema = z.tuple([z.int(), z.int().min(1)]);
type Position = z.output<typeof positionSchema>;

const READ_DEADLINE_MS = 15_000;
/** Entries read at once by an export. */
const EXPORTED_AT_ONCE = 200;
/** Long details would block the event loop while they are parsed. */
const LIST_DETAILS = `case when octet_length(details::text) > ${String(AUDIT_DETAILS_MAX)} then null else details::text end`;

export class AuditTrail {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws {HubError} validation_failed */
  async page({ cursor, limit, ...filter }: AuditQuery): Promise<AuditPage> {
    const before = cursor === undefined ? undefined : decodeCursor(positionSchema, cursor);
    const found = await this.#read(conditionsOf(filter), LIST_DETAILS, before, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map(({ details, ...entry }) => ({ ...entry, details: parsed(details) })),
      nextCursor: found.length > limit && last ? encodeCursor(positionOf(last)) : null,
    };
  }

  /** All entries of a filter, in pages. @throws {HubError} validation_failed, before the first page */
  export(filter: AuditFilter): AsyncGenerator<WrittenEntry[]> {
    return this.#pages(conditionsOf(filter));
  }

  async *#pages(conditions: readonly Condition[]): AsyncGenerator<WrittenEntry[]> {
    let before: Position | undefined;
    for (;;) {
      const page = await this.#read(conditions, 'details::text', before, EXPORTED_AT_ONCE);
      yield page;
      const last = page.at(-1);
      if (!last || page.length < EXPORTED_AT_ONCE) return;
      before = positionOf(last);
    }
  }

  async #read(conditions: readonly Condition[], details: string, before: Position | undefined, limit: number): Promise<WrittenEntry[]> {
    const [place, position] = before ? ['(at, id) < (?::timestamptz, ?::bigint)', [isoOf(before[0]), before[1]]] : ['true', []];
    const newest = `order by at desc, id desc limit ${String(limit)}`;
    const parts = conditions.map(({ sql }) => `(select * from audit_events where ${sql} and ${place} ${newest})`);
    const rows = await this.#database.useWithin(READ_DEADLINE_MS, (em) =>
      em.execute<Row[]>(
        `select id, floor(extract(epoch from at) * 1000)::bigint as at_ms, actor_id, actor_name, address, action, subject, ${details} as details
         from (${parts.join(' union all ')}) as found ${newest}`,
        conditions.flatMap(({ params }) => [...params, ...position]),
      ),
    );
    return rows.map(toWritten);
  }
}

function toWritten({ id, at_ms: atMs, actor_id: actorId, actor_name: name, ...row }: Row): WrittenEntry {
  const { address, action, subject, details } = row;
  const person = actorId === null && name === '' ? null : { id: actorId, name };
  return { id: Number(id), at: isoOf(Number(atMs)), person, address, action, subject, details };
}

function positionOf({ at, id }: WrittenEntry): Position {
  return [Date.parse(at), id];
}

function parsed(details: string | null): AuditEntry['details'] {
  return details === null ? null : (JSON.parse(details) as Record<string, unknown>);
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
