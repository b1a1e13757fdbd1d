/** Translates filters of the audit trail into SQL conditions. */
import { AUDIT_KINDS, type AuditFilter } from '@eyepiece/shared-types';
import { invalidField } from '../../errors.ts';
import { assertStorable } from '../../persistence/storable-text.ts';

export interface Condition {
  /** Over `audit_events`, with `?` for each of `params`. */
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** @throws {HubError} validation_failed */
export function conditionOf(filter: AuditFilter): Condition {
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
    object === undefined
      ? undefined
      : { sql: "(lower(subject) like lower(?) escape '\\' or details ->> 'cameraId' = ?)", params: [beginning(object), object] },
    given(from, 'at >= ?::timestamptz'),
    given(to, 'at <= ?::timestamptz'),
  ];
  const conditions = all.filter((condition) => condition !== undefined);
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
