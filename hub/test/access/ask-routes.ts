/** Every route of the OpenAPI document, called by every kind of caller. */
import { ROUTE_SCOPES, type ErrorBody, type RouteName, type RouteScope } from '@eyepiece/shared-types';
import { CALLER_NAMES, callerFactory, hasAccount, type Caller, type CallerName, type CreateCaller } from './callers.ts';
import { outcomeFor, type Outcome } from './policy.ts';
import type { Request, RoutePolicy } from './route-policies.ts';
import { release, type Scene } from './scene.ts';

const API = '/api/v1';

type Answers = Record<string, number | string | undefined>;

/** Removes the case in parentheses from the key of a row. */
export const routeOf = (row: string): string => row.replace(/ \(.*\)$/, '');

const scopeOf = (row: string): RouteScope => ROUTE_SCOPES[routeOf(row) as RouteName];
/** Addresses below one camera, or below something that belongs to one. */
const OF_CAMERAS = /^\w+ \/(?:camera\/|(?:cameras|captures|sessions|annotations|jobs)\/\{id\})/;

const outcomeOf = (row: string, policy: RoutePolicy, name: CallerName): Outcome =>
  outcomeFor(policy, name, scopeOf(row), OF_CAMERAS.test(row));

export class RouteAsker {
  /** The success status in the OpenAPI document, by route. */
  readonly documented: ReadonlyMap<string, number>;
  readonly #scene: Scene;
  readonly #create: CreateCaller;
  readonly #callers: ReadonlyMap<CallerName, Caller>;

  private constructor(
    scene: Scene,
    create: CreateCaller,
    callers: ReadonlyMap<CallerName, Caller>,
    documented: ReadonlyMap<string, number>,
  ) {
    this.#scene = scene;
    this.#create = create;
    this.#callers = callers;
    this.documented = documented;
  }

  static async of(scene: Scene, names = CALLER_NAMES): Promise<RouteAsker> {
    const create = callerFactory(scene);
    const made = [];
    for (const name of names) made.push([name, await create(name)] as const);
    const document = (await (await scene.hub.api('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const statuses = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, { responses }]) =>
          [
            `${method.toUpperCase()} ${path.replace(API, '')}`,
            Number(Object.keys(responses).find((status) => status !== 'default')),
          ] as const,
      ),
    );
    return new RouteAsker(scene, create, new Map(made), new Map(statuses));
  }

  get #names(): CallerName[] {
    return [...this.#callers.keys()];
  }

  caller(name: CallerName): Caller {
    const caller = this.#callers.get(name);
    if (!caller) throw new Error(`there is no ${name}`);
    return caller;
  }

  async call(route: string, request: Request, { token, feedToken, key = token }: Caller): Promise<number | string> {
    const [method = '', path = ''] = route.split(' ');
    const query = new URLSearchParams(request.query);
    if (feedToken !== undefined) query.set('token', feedToken);
    // A feed has no end.
    const ending = new AbortController();
    const response = await this.#scene.hub.api(`${this.#filled(path, request)}?${query.toString()}`, {
      method,
      signal: ending.signal,
      ...(request.json && { json: request.json }),
      ...(request.body && { body: request.body }),
      ...(request.headers && { headers: request.headers }),
      ...(key !== undefined && { token: key }),
    });
    const refusal = response.status >= 400 ? ((await response.json()) as ErrorBody).code : undefined;
    ending.abort();
    return refusal ?? response.status;
  }

  /** Sends the request first as all callers that should be refused, then as those that should be served. */
  async askAll(row: string, policy: RoutePolicy): Promise<Answers> {
    const { ask = (): Request | Promise<Request> => ({}) } = policy;
    const served = this.#names.filter((name) => outcomeOf(row, policy, name) === 'served');
    const answers: Answers = {};
    const refused = this.#names.filter((name) => !served.includes(name));
    if (refused.length > 0) {
      const request = await ask(this.#scene, this.#scene.owner);
      for (const name of refused) answers[name] = await this.call(routeOf(row), request, this.caller(name));
    }
    for (const name of served) {
      const caller = policy.endsToken ? await this.#create(name) : this.caller(name);
      answers[name] = await this.call(routeOf(row), await ask(this.#scene, caller), caller);
      if (hasAccount(name) && !row.startsWith('GET ')) await release(this.#scene, caller);
    }
    return answers;
  }

  expected(row: string, policy: RoutePolicy): Answers {
    const status = this.documented.get(routeOf(row));
    const outcomes = this.#names.map((name) => [name, outcomeOf(row, policy, name)] as const);
    return Object.fromEntries(outcomes.map(([name, outcome]) => [name, outcome === 'served' ? status : outcome]));
  }

  /** Fills in the ids of a request, by default those of the scene. */
  #filled(path: string, { id, entryId }: Request): string {
    const { capture, session, drawn, note, stage } = this.#scene;
    const ids: Record<string, string> = { cameras: 'stage', captures: capture.id, sessions: session.id, annotations: drawn.id };
    const folder = path.split('/')[1] ?? '';
    return path
      .replace('{id}', id ?? ids[folder] ?? '')
      .replace('{entryId}', String(entryId ?? note.id))
      .replace('{filename}', 'captures.zip')
      .replace('{frame}', stage.rewind.newestName);
  }
}
