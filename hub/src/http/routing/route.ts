/** A route is one object: it validates, it guards, and the OpenAPI document is made from it. */
import type { Context } from 'koa';
import type { z } from 'zod';
import { writtenName, type Caller, type Principal } from '../../caller.ts';
import type { Action } from '../../people/policies.ts';

export interface HubState {
  principal?: Principal;
  /** Whether the token came in a cookie, which a browser sends whoever wrote the page. */
  cookieAuthenticated?: boolean;
  requestId: string;
}
export type HubContext = Context & { state: HubState };

export interface Answer {
  readonly status?: number;
  readonly description?: string;
  readonly schema?: z.ZodType;
  /** Media type of an answer that is not JSON. */
  readonly mediaType?: string;
}

export interface Call<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** The {id} of the path; empty where there is none. */
  readonly id: string;
  /** Who calls; on public routes undefined unless signed in. */
  readonly principal: Principal | undefined;
  /** The epoch of control that the order was given under; undefined unless the caller says it. */
  readonly epoch: number | undefined;
  readonly ctx: HubContext;
}

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path below /api/v1 in OpenAPI notation: /captures/{id}. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** `public`: nobody has to sign in; `signed-in`: any role; otherwise the action that the caller's role must allow. */
  readonly allow: Action | 'public' | 'signed-in';
  /** Whether guests, who came by a share link, may call it with these: left out, they are refused. */
  readonly guests?: (call: Pick<Call<never, never>, 'id' | 'query'> & { readonly principal: Principal }) => boolean | Promise<boolean>;
  /** Whether this is an order that needs control of the camera, and may carry the epoch it was given under. */
  readonly underControl?: boolean;
  /**
   * Whether it makes the hub keep more: refused (507) while the disk is almost full. Default: true for every route
   * that neither reads nor deletes. Orders to cameras, signing in and leaving go on, and so does what makes room.
   */
  readonly stores?: boolean;
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType;
  readonly answer: Answer;
  /** Returns the JSON body; undefined when it has written to ctx itself. */
  readonly handle: (call: Call<never, never>) => unknown;
}

type Guarded<Allow> = Allow extends 'public' ? { readonly principal: Principal | undefined } : { readonly principal: Principal };
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Definition<Allow, Body, Query> extends Omit<Route, 'allow' | 'guests' | 'body' | 'query' | 'handle'> {
  readonly allow: Allow;
  readonly body?: Body;
  readonly query?: Query;
  readonly guests?: (
    call: Pick<Call<unknown, Output<Query>>, 'id' | 'query'> & { readonly principal: Principal },
  ) => boolean | Promise<boolean>;
  readonly handle: (call: Omit<Call<Output<Body>, Output<Query>>, 'principal'> & Guarded<Allow>) => unknown;
}

const NOT_STORING: ReadonlySet<Route['method']> = new Set(['get', 'delete']);

export const storesMore = ({ stores, method }: Route): boolean => stores ?? !NOT_STORING.has(method);

/** Who calls, and from where. */
export function personOf(principal: Principal, ctx: HubContext): Caller {
  return { ...principal, name: writtenName(principal), address: ctx.ip };
}

/** Gives `handle` the types of the route's own schemas. */
export function route<
  const Allow extends Route['allow'],
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
>(definition: Definition<Allow, Body, Query>): Route {
  return definition as unknown as Route;
}
