/** Translates filters of the audit trail into SQL conditions. */
import { AUDIT_KINDS, type AuditFilter } from '@eyepiece/shared-types';
import { invalidField } from '../../errors.ts';
import { assertStorable } from '../../persistence/storable-text.ts';

export interface Condition {
  /** Over `audit_events`, with `?` for each of `params`. */
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * An entry matches the filter if one of these conditions holds. No entry fulfils two of them. They are queries of their
 * own, because PostgreSQL uses no index for an "or" with a limit: a rare object among a million entries took seconds.
 * @throws {HubError} validation_failed
 */
export function conditionsOf(filter: AuditFilter): readonly Condition[] {
  assertStorable(filter);
  const { userId, person, kind, action, object, from, to } = filter;
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) {
    throw invalidField({ path: 'from', message: `must not be above to (${to})`, value: from });
  }
  const actions: readonly string[] = kind === undefined ? [] : AUDIT_KINDS[kind];
  const all: (Condition | undefined)[] = [
    given(userId, 'actor_id = ?::uuid'),
    given(person && beginning(person), "lower(actor_name) like lower(?) escape '\\'"),
    kind === undefined ? undefined : { sql: `action in (${actions.map(() => '?').join(', ')})`, params: actions },
    given(action, 'action = ?'),
    given(from, 'at >= ?::timestamptz'),
    given(to, 'at <= ?::timestamptz'),
  ];
  const conditions = all.filter((condition) => condition !== undefined);
  return objectConditions(object).map((one) => together([...one, ...conditions]));
}

/** The object is the beginning of the subject, or the camera of an entry about something else. */
function objectConditions(object: string | undefined): readonly Condition[][] {
  if (object === undefined) return [[]];
  const named = { sql: "lower(subject) like lower(?) escape '\\'", params: [beginning(object)] };
  const atCamera = { sql: "details ->> 'cameraId' = ?", params: [object] };
  return [[named], [atCamera, { ...named, sql: `not (${named.sql})` }]];
}

function together(conditions: readonly Condition[]): Condition {
  return {
    sql: ['true', ...conditions.map(({ sql }) => sql)].join(' and '),
    params: conditions.flatMap(({ params }) => [...params]),
  };
}

function given(value: string | undefined, sql: string): Condition | undefined {
  return value === undefined ? undefined : { sql, params: [value] };
}

/** A pattern of LIKE for texts that begin like this one. */
function beginning(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
