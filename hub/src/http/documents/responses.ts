/** The responses of an operation: one per status, errors with the codes that tell them apart. */
import { STATUS_CODES } from 'node:http';
import { ERROR_STATUS, type ErrorCode } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { Answer, Route } from '../routing/route.ts';
import { errorsOf } from './errors.ts';
import { KEPT } from './examples/captures.ts';
import type { OperationNote } from './notes/operation-note.ts';

type Responses = ZodOpenApiOperationObject['responses'];

/** Headers of requests for files (RFC 9110 §13, §14). */
export const rangeHeadersSchema = z.object({
  Range: z.string().optional().meta({ description: 'A range of bytes, for example bytes=0-65535' }),
  'If-Range': z.string().optional().meta({ description: 'An ETag: with another one the whole file is sent' }),
  'If-None-Match': z.string().optional().meta({ description: 'An ETag: with the current one the answer is 304' }),
});

const FILE_HEADERS = {
  ETag: 'Changes with the content',
  'Accept-Ranges': 'bytes',
  'Content-Length': 'Size of the response, bytes',
};
const AUTHENTICATE = { 'WWW-Authenticate': 'Bearer' };
const RETRY = { 'Retry-After': 'Seconds until the next attempt makes sense, where the hub knows them' };
/** Of `errorBodySchema`. */
const ERROR_REF = '#/components/schemas/Error';
/** Statuses that pass by themselves. */
const RETRIED: ReadonlySet<number> = new Set([429, 503, 507]);

export function responsesOf(route: Route, note: OperationNote): Responses {
  const { answer, accepted } = route;
  const refusals = [...errorsOf(route, note)].map(([status, codes]) => [String(status), failure(status, codes)]);
  return {
    [`${(answer.status ?? 200) as 200}`]: success(answer, note),
    ...(accepted && { 202: success(accepted, { about: note.about, answer: KEPT }) }),
    ...(note.ranges && {
      206: success(
        { ...answer, description: 'The bytes of `Range`' },
        { ...note, headers: { 'Content-Range': 'Which bytes, of how many' } },
      ),
      304: { description: 'Not changed: `If-None-Match` names the current ETag' },
    }),
    ...(Object.fromEntries(refusals) as Responses),
  };
}

function success({ description = 'Success', schema, mediaType }: Answer, note: OperationNote): ZodOpenApiResponseObject {
  const files = [mediaType ?? []].flat().map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }] as const);
  const example = note.answer === undefined ? {} : { example: note.answer };
  return {
    description,
    ...headersOf({ ...(note.ranges && FILE_HEADERS), ...note.headers }),
    ...((schema ?? mediaType) && {
      content: { ...(schema && { 'application/json': { schema, ...example } }), ...Object.fromEntries(files) },
    }),
  };
}

/** Operations with the same errors refer to one component of the document. */
const failures = new Map<string, ZodOpenApiResponseObject>();

function failure(status: number, codes: readonly ErrorCode[]): ZodOpenApiResponseObject {
  const id = `Error${String(status)}-${codes.join('-')}`;
  const known = failures.get(id);
  if (known) return known;
  const reason = STATUS_CODES[status] ?? 'Error';
  const example = { statusCode: status, message: 'What is wrong, and the limit where there is one', error: reason, code: codes[0] };
  const schema = {
    allOf: [{ $ref: ERROR_REF }, { properties: { code: { enum: [...codes], description: 'Tells errors of this status apart' } } }],
  };
  const made = {
    id,
    description: `${reason}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
    ...headersOf({ ...(status === ERROR_STATUS.unauthenticated && AUTHENTICATE), ...(RETRIED.has(status) && RETRY) }),
    content: { 'application/json': { schema, example } },
  };
  failures.set(id, made);
  return made;
}

function headersOf(headers: Readonly<Record<string, string>>): Pick<ZodOpenApiResponseObject, 'headers'> {
  const named = Object.entries(headers);
  if (named.length === 0) return {};
  return { headers: z.object(Object.fromEntries(named.map(([name, description]) => [name, z.string().optional().meta({ description })]))) };
}
