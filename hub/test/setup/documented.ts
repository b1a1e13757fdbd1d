/** Whether the documents name an error that the hub gives: OpenAPI for requests, AsyncAPI for events. */
import { ROUTE_SCOPES, type ErrorCode, type RouteName } from '@eyepiece/shared-types';
import { CLIENT_EVENT_NOTES } from '../../src/http/documents/events/client-events.ts';
import { replyErrors } from '../../src/http/documents/events/errors.ts';
import type { ClientEventNote } from '../../src/http/documents/events/event-note.ts';
import { OPERATION_NOTES } from '../../src/http/documents/notes.ts';

/** Codes that depend on the method, the rights and the body of a route; `errors.ts` derives them. */
const DERIVED: ReadonlySet<ErrorCode> = new Set([
  'validation_failed',
  'invalid_json',
  'unauthenticated',
  'session_expired',
  'forbidden',
  'bad_origin',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'target_too_long',
  'unsupported_media_type',
  'rate_limited',
  'headers_too_large',
  'internal',
  'database_unavailable',
  'shutting_down',
  'too_many_connections',
  'no_space',
]);

/** In the order of the router: `/captures/timeline` before `/captures/{id}`. */
const ROUTES = (Object.keys(ROUTE_SCOPES) as RouteName[])
  .map((name) => ({ name, pattern: new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`) }))
  .toSorted((a, b) => Number(a.name.includes('{')) - Number(b.name.includes('{')));

/** @param path below /api/v1, without the query @throws {Error} for a code that the document does not name */
export function assertDocumented(method: string, path: string, code: ErrorCode): void {
  const route = ROUTES.find(({ pattern }) => pattern.test(`${method === 'HEAD' ? 'GET' : method} ${path}`));
  if (!route || DERIVED.has(code)) return;
  const { errors = [] } = OPERATION_NOTES[route.name];
  if (!errors.includes(code))
    throw new Error(`${route.name} gives ${code}, which its document does not name (hub/src/http/documents/notes)`);
}

interface Asking {
  emitWithAck: (event: string, ...args: unknown[]) => Promise<{ readonly ok?: boolean; readonly error?: { readonly code: ErrorCode } }>;
}
const NOTES: Readonly<Record<string, ClientEventNote>> = CLIENT_EVENT_NOTES;

/** Makes `emitWithAck` fail for an error that the document of events does not name. */
export function checkReplies(client: object): void {
  const asking = client as Asking;
  const ask = asking.emitWithAck.bind(asking);
  asking.emitWithAck = async (event, ...args) => {
    const reply = await ask(event, ...args);
    const note = NOTES[event];
    const code = reply.error?.code;
    if (note && code !== undefined && !replyErrors(note).includes(code))
      throw new Error(`${event} gives ${code}, which its document does not name (hub/src/http/documents/events)`);
    return reply;
  };
}
