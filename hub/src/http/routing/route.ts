/** Routes as objects: schemas for validation, permissions, and the source of the OpenAPI document. */
import type { Context } from 'koa';
import { ROUTE_SCOPES, type RouteName, type RouteScope } from '@eyepiece/shared-types';
import { z } from 'zod';
import { writtenName, type Caller, type Principal } from '../../people/caller.ts';
import type { Origin } from '../../people/audit/audit.ts';
import type { Action, CameraAction } from '../../people/policies.ts';

export interface HubState {
  principal?: Principal;
  /** Whether the token came in a cookie, which browsers also send with cross-site requests. */
  cookieAuthenticated?: boolean;
  requestId: string;
}
export type HubContext = Context & { state: HubState };

export interface Answer {
  readonly status?: number;
  readonly description?: string;
  readonly schema?: z.ZodType;
  /** Media types of a response that is not JSON, or not always. */
  readonly mediaType?: string | readonly string[];
}

export interface Call<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** The {id} of the path, or empty. */
  readonly id: string;
  /** The caller; may be undefined on public routes. */
  readonly principal: Principal | undefined;
  /** Epoch of control sent by the caller, if any. */
  readonly epoch: number | undefined;
  readonly ctx: HubContext;
}

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path below /api/v1 in OpenAPI notation: /captures/{id}. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** `public`: without sign-in; `signed-in`: any role; otherwise the action that the role must allow. */
  readonly allow: Action | 'public' | 'signed-in';
  /**
   * For an action at a camera: the camera that the request is about, whose role counts; null if it is about no single one.
   * `handler`: `handle` checks it. Guests have no roles.
   */
  readonly at?: 'handler' | ((call: Pick<Call<never, never>, 'id' | 'query' | 'body'>) => CameraOf);
  /** What an API key needs. */
  readonly scope: RouteScope;
  /** `handler`: `handle` leaves out what a key that is limited to cameras may not see. */
  readonly cameras?: 'handler';
  /** Whether a guest may call the route with these parameters. Guests are refused by default. */
  readonly guests?: (call: Pick<Call<never, never>, 'id' | 'query'> & { readonly principal: Principal }) => boolean | Promise<boolean>;
  /** Whether the route needs control of the camera, and accepts an epoch. */
  readonly underControl?: boolean;
  /**
   * Whether the route adds stored data, and is refused (507) while the disk is almost full. Defaults to true for methods
   * other than GET and DELETE. False for commands to cameras, signing in and out, and requests that free space.
   */
  readonly stores?: boolean;
  readonly body?: z.ZodType;
  /** Whether the body may be missing. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType;
  readonly answer: Answer;
  /** The response with status 202, for a route whose `handle` may set this status. */
  readonly accepted?: Omit<Answer, 'status'>;
  /** Returns the JSON body, or undefined after writing to ctx or for a 204. */
  readonly handle: (call: Call<never, never>) => unknown;
}

type CameraOf = string | null | Promise<string | null>;
type At<Body, Query> = 'handler' | ((call: Pick<Call<Output<Body>, Output<Query>>, 'id' | 'query' | 'body'>) => CameraOf);
type Guarded<Allow> = Allow extends 'public' ? { readonly principal: Principal | undefined } : { readonly principal: Principal };
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Definition<Allow, Body, Query> extends Omit<
  UntaggedRoute,
  'method' | 'path' | 'scope' | 'allow' | 'at' | 'guests' | 'body' | 'query' | 'answer' | 'handle'
> {
  readonly allow: Allow;
  /** A schema alone is that of the JSON of a 200. */
  readonly answer: Answer | z.ZodType;
  readonly body?: Body;
  readonly query?: Query;
  readonly guests?: (
    call: Pick<Call<unknown, Output<Query>>, 'id' | 'query'> & { readonly principal: Principal },
  ) => boolean | Promise<boolean>;
  readonly handle: (call: Omit<Call<Output<Body>, Output<Query>>, 'principal'> & Guarded<Allow>) => unknown;
}

const NOT_STORING: ReadonlySet<Route['method']> = new Set(['get', 'delete']);

export const storesMore = ({ stores, method }: Route): boolean => stores ?? !NOT_STORING.has(method);

/** The caller with its address. */
export function personOf(principal: Principal, ctx: HubContext): Caller {
  return { ...principal, name: writtenName(principal), address: ctx.ip };
}

/** The caller as the audit trail names it. */
export function byOf(principal: Principal, ctx: HubContext): Required<Origin> {
  return { principal: { userId: principal.userId, name: writtenName(principal) }, address: ctx.ip };
}

/** A route before its group names the section of the documentation that it belongs to. */
export type UntaggedRoute = Omit<Route, 'tag'> & Partial<Pick<Route, 'tag'>>;

function answerOf(answer: Answer | z.ZodType): Answer {
  return answer instanceof z.ZodType ? { schema: answer } : answer;
}

/** The paths that the table of scopes names for a method. */
type PathOf<Method extends string> = RouteName extends infer Name
  ? Name extends `${Uppercase<Method>} ${infer Path}`
    ? Path
    : never
  : never;

/** Types `handle` by the route's schemas. */
function withMethod<const Method extends Route['method']>(method: Method) {
  return <
    const Allow extends Route['allow'],
    Body extends z.ZodType | undefined = undefined,
    Query extends z.ZodType | undefined = undefined,
  >(
    path: PathOf<Method>,
    definition: Definition<Allow, Body, Query> & (Allow extends CameraAction ? { readonly at: At<Body, Query> } : { readonly at?: never }),
  ): UntaggedRoute => {
    const scope = ROUTE_SCOPES[`${method.toUpperCase()} ${path}` as RouteName];
    return { method, path, scope, ...definition, answer: answerOf(definition.answer) } as unknown as UntaggedRoute;
  };
}

export const route = {
  get: withMethod('get'),
  post: withMethod('post'),
  put: withMethod('put'),
  patch: withMethod('patch'),
  delete: withMethod('delete'),
};

/** Routes in one section of the documentation, except those with a tag of their own. */
export function tagged(tag: string, routes: readonly UntaggedRoute[]): Route[] {
  return routes.map((one) => ({ tag, ...one }));
}
