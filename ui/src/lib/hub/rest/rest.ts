import { errorBodySchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { BASE_PATH } from '../../browser/base-path.ts';
import { HubError } from '../hub-error.ts';

export const API = `${BASE_PATH}/api/v1`;

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly cache?: RequestCache;
  readonly headers?: Readonly<Record<string, string>>;
}

export function withQuery(path: string, query: RestRequest['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

async function errorOf(response: Response): Promise<HubError> {
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new HubError('unexpected_answer', `${response.status} ${response.statusText}`);
  const { code, message, issues, holder } = parsed.data;
  const retryAfter = Number(response.headers.get('retry-after'));
  return new HubError(code, message, { issues, holder, retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined });
}

async function send(path: string, request: RestRequest): Promise<Response> {
  const hasBody = request.body !== undefined;
  try {
    return await fetch(withQuery(path, request.query), {
      method: request.method ?? 'GET',
      credentials: 'same-origin',
      cache: request.cache ?? 'default',
      headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}), ...request.headers },
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new HubError('hub_unreachable', error instanceof Error ? error.message : String(error));
  }
}

/** Calls the hub's REST API and validates the answer. @throws {HubError} */
export function rest<S extends z.ZodType>(schema: S, path: string, request: RestRequest = {}): Promise<z.output<S>> {
  return restAt(schema, API + path, request);
}

/** As `rest`, for a path outside the API. @throws {HubError} */
export async function restAt<S extends z.ZodType>(schema: S, path: string, request: RestRequest = {}): Promise<z.output<S>> {
  const response = await send(path, request);
  if (!response.ok) throw await errorOf(response);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new HubError('unexpected_answer', `${path}: ${parsed.error.message}`);
  return parsed.data;
}

/** As `rest`, for a picture. @throws {HubError} */
export async function restBlob(path: string, request: RestRequest): Promise<Blob> {
  const response = await send(API + path, request);
  if (!response.ok) throw await errorOf(response);
  return response.blob();
}

/** As `rest`, for calls without an answer body. @throws {HubError} */
export async function restVoid(path: string, request: RestRequest): Promise<void> {
  const response = await send(API + path, request);
  if (!response.ok) throw await errorOf(response);
}
