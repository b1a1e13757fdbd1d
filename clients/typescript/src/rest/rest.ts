import { errorBodySchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { TIMER_MAX_MS, within } from '../deadline.ts';
import { CREDENTIALS_MS } from '../address.ts';
import { HubError } from '../hub-error.ts';

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly cache?: NonNullable<RequestInit['cache']>;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of that of the options. */
  readonly timeoutMs?: number | undefined;
}

export interface RestOptions {
  /** Protocol, host and base path of the hub; in its own page the base path is enough. */
  readonly address: string;
  /** Returns a key or token; absent: the cookie of the browser. */
  readonly credentials?: (() => Promise<string>) | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Longest wait for an answer, ms; absent: as long as the browser waits. Bodies other than JSON may take longer. */
  readonly timeoutMs?: number | undefined;
}

export interface Rest {
  /** Address of the API. */
  readonly api: string;
  /** Calls the REST API and validates the answer. @throws {HubError} */
  readonly json: <S extends z.ZodType>(schema: S, path: string, request?: RestRequest) => Promise<z.output<S>>;
  /** As `json`, for an address outside the API. @throws {HubError} */
  readonly jsonAt: <S extends z.ZodType>(schema: S, address: string, request?: RestRequest) => Promise<z.output<S>>;
  /** As `json`, for a picture. @throws {HubError} */
  readonly blob: (path: string, request: RestRequest) => Promise<Blob>;
  /** As `json`, for calls without an answer body. @throws {HubError} */
  readonly empty: (path: string, request: RestRequest) => Promise<void>;
  /** The successful response of any request; a body of JSON has arrived. @throws {HubError} */
  readonly response: (request: Request) => Promise<Response>;
}

export function withQuery(path: string, query: RestRequest['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries.map(([key, value]): [string, string] => [key, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

async function errorOf(response: Response): Promise<HubError> {
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new HubError('unexpected_answer', `${response.status} ${response.statusText}`);
  const { code, message, issues, holder } = parsed.data;
  const retryAfter = Number(response.headers.get('retry-after'));
  return new HubError(code, message, { issues, holder, retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined });
}

/** Without the address of the request, which a proxy may have altered, `fetch failed` says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** The REST API of one hub. */
export function openRest({ address, credentials, fetch: given, timeoutMs }: RestOptions): Rest {
  const api = `${address}/api/v1`;

  const limited = async <T>(
    what: string,
    signal: AbortSignal | undefined,
    limitMs: number | undefined,
    run: (signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T> => {
    if (limitMs === undefined) return run(signal);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), Math.min(limitMs, TIMER_MAX_MS));
    try {
      return await run(signal ? AbortSignal.any([signal, late.signal]) : late.signal);
    } catch (error) {
      if (late.signal.aborted && !signal?.aborted) throw new HubError('hub_timeout', `${what}: no answer within ${limitMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  /** @param input an address, or a request */
  const send = async (input: string | Request, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> => {
    const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
    if (credentials) {
      const secret = await within(credentials(), CREDENTIALS_MS, 'the key or token', signal);
      headers.set('authorization', `Bearer ${secret}`);
    }
    let response: Response;
    try {
      // Looked up at each request: tests and pages replace it.
      response = await (given ?? fetch)(input, { ...init, headers, credentials: credentials ? 'omit' : 'same-origin' });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new HubError('hub_unreachable', reasonOf(error));
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  };

  const ask = (path: string, request: RestRequest, signal: AbortSignal | undefined): Promise<Response> => {
    const hasBody = request.body !== undefined;
    const init: RequestInit = {
      method: request.method ?? 'GET',
      cache: request.cache ?? 'default',
      headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}), ...request.headers },
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
      ...(signal ? { signal } : {}),
    };
    return send(withQuery(path, request.query), init, signal);
  };

  const reading = <T>(path: string, request: RestRequest, read: (response: Response) => Promise<T>): Promise<T> =>
    limited(path, request.signal, request.timeoutMs ?? timeoutMs, async (signal) => read(await ask(path, request, signal)));

  const jsonAt = async <S extends z.ZodType>(schema: S, path: string, request: RestRequest = {}): Promise<z.output<S>> => {
    const body = await reading(path, request, (response) => response.json().catch(() => undefined) as Promise<unknown>);
    request.signal?.throwIfAborted();
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new HubError('unexpected_answer', `${path}: ${parsed.error.message}`);
    return parsed.data;
  };

  return {
    api,
    jsonAt,
    json: (schema, path, request) => jsonAt(schema, api + path, request),
    blob: (path, request) => reading(api + path, request, (response) => response.blob()),
    empty: (path, request) => reading(api + path, request, () => Promise.resolve()),
    response: (request) =>
      limited(request.url, request.signal, timeoutMs, async (signal) => whole(await send(request, signal ? { signal } : {}, signal))),
  };
}

/** A body of JSON belongs to the answer and its deadline. Files and feeds are read by the caller, for as long as they last. */
async function whole(response: Response): Promise<Response> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.text(), { status, statusText, headers });
}
