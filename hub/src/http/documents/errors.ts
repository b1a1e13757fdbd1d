/** The error codes that an operation can give. */
import { ERROR_STATUS, type ErrorCode } from '@eyepiece/shared-types';
import { storesMore, type Route } from '../routing/route.ts';
import type { OperationNote } from './notes/operation-note.ts';

/** Of the edge of the hub, before a route is chosen. */
const ALWAYS = [
  'validation_failed',
  'request_timeout',
  'target_too_long',
  'rate_limited',
  'headers_too_large',
  'internal',
  'database_unavailable',
  'shutting_down',
  'too_many_connections',
] as const satisfies readonly ErrorCode[];
const SIGNED_IN = ['unauthenticated', 'session_expired', 'forbidden'] as const satisfies readonly ErrorCode[];
const CHANGES = ['bad_origin'] as const satisfies readonly ErrorCode[];
const WITH_BODY = ['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const satisfies readonly ErrorCode[];

/** All codes of an operation, by status in ascending order. */
export function errorsOf(route: Route, note: OperationNote): ReadonlyMap<number, readonly ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...ALWAYS,
    ...(route.allow === 'public' ? [] : SIGNED_IN),
    ...(route.method === 'get' ? [] : CHANGES),
    ...(route.body ? WITH_BODY : []),
    ...(storesMore(route) ? (['no_space'] as const) : []),
    ...(note.errors ?? []),
  ]);
  const statuses = [...new Set([...codes].map((code) => ERROR_STATUS[code]))].toSorted((a, b) => a - b);
  return new Map(statuses.map((status) => [status, [...codes].filter((code) => ERROR_STATUS[code] === status)]));
}
