/** Options of the HTTP request that opens a connection. */
import { z } from 'zod';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers that the client writes itself. */
const OWN = /^(host|upgrade|connection|content-length|transfer-encoding|sec-websocket-(key|version|accept|extensions|protocol))$/i;

const headerValueSchema = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header is one line of text');
const headerNameSchema = z
  .string()
  .regex(TOKEN, 'this is no name of a header')
  .refine((name) => !OWN.test(name), 'the client sets this header itself');

const headersSchema = z.record(headerNameSchema, headerValueSchema).default({});
/** Checks a header. @returns the problem, or undefined for a valid header */
export function headerProblem(name: string, value: string): string | undefined {
  const { error } = headersSchema.safeParse({ [name]: value });
  const [issue] = error?.issues ?? [];
  return issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
}

const querySchema = z.record(z.string(), z.coerce.string()).default({});

const numberingSchema = z.enum(['server', 'connection']).default('server');
export const idleTimeoutSchema = z.number().min(10).max(3_600_000).optional();
const clockAheadSchema = z.number().min(-1e12).max(1e12).default(0);
export const messageBytesSchema = z
  .int()
  .min(1024)
  .max(256 * 1024 * 1024);

/** What the descriptions of all servers have in common. */
export const requestOptions = {
  numbering: numberingSchema,
  query: querySchema,
  headers: headersSchema,
  clockAheadMs: clockAheadSchema,
};

export function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const result = new URL(url);
  for (const [name, value] of Object.entries(query)) result.searchParams.set(name, value);
  return result;
}
