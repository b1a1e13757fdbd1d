import createClient, { type Client, type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import type { MediaType, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { paths } from './paths.ts';
import type { Rest } from './rest.ts';

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';
/** The answer of a request that has succeeded; others throw a HubError. */
interface Answer<Operation extends Record<string | number, unknown>, Init> {
  readonly data: NonNullable<FetchResponse<Operation, Init, MediaType>['data']>;
  readonly response: Response;
}
type InitOf<Init> = RequiredKeysOf<Init> extends never ? [(Init & Record<string, unknown>)?] : [Init & Record<string, unknown>];
type Call<M extends Method> = <Path extends PathsWithMethod<paths, M>, Init extends MaybeOptionalInit<paths[Path], M>>(
  path: Path,
  ...init: InitOf<Init>
) => Promise<Answer<paths[Path][M] & Record<string | number, unknown>, Init>>;

/** The REST API with the types of its OpenAPI description. Requests that fail throw a HubError. */
export interface TypedRest {
  readonly GET: Call<'get'>;
  readonly PUT: Call<'put'>;
  readonly POST: Call<'post'>;
  readonly DELETE: Call<'delete'>;
  readonly PATCH: Call<'patch'>;
}

export function typedRest(rest: Rest): TypedRest {
  const client: Client<paths> = createClient<paths>({ baseUrl: rest.api, fetch: rest.response });
  // openapi-fetch types an error that the function above throws instead.
  return client as unknown as TypedRest;
}
