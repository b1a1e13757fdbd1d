/** The error codes that the acknowledgement of an event can give. */
import { ERROR_STATUS, type ErrorCode } from '@eyepiece/shared-types';
import type { ClientEventNote } from './event-note.ts';

/** Of every event with an acknowledgement. */
const COMMON = [
  'validation_failed',
  'session_expired',
  'forbidden',
  'rate_limited',
  'internal',
  'database_unavailable',
  'shutting_down',
] as const satisfies readonly ErrorCode[];

/** All codes of an event, in the order of their HTTP statuses. */
export function replyErrors({ errors = [] }: ClientEventNote): readonly ErrorCode[] {
  return [...new Set<ErrorCode>([...COMMON, ...errors])].toSorted((a, b) => ERROR_STATUS[a] - ERROR_STATUS[b]);
}
