/** Every event with an answer, sent by every kind of caller. */
import { EVENT_SCOPES, type ClientToServerEvents } from '@eyepiece/shared-types';
import type { TestClient } from '../setup/start-hub.ts';
import { CALLER_NAMES, callerFactory, GUESTS, hasAccount, type Caller, type CallerName } from './callers.ts';
import { EVENT_POLICIES, type EventPolicy, type Sender } from './event-policies.ts';
import { outcomeFor } from './policy.ts';
import { release, type Scene } from './scene.ts';

/** A socket without the types of events. */
interface AnySocket {
  emitWithAck(event: string, request: object): Promise<{ ok: boolean; error?: { code: string } }>;
}

export const SENDERS = CALLER_NAMES.filter((name) => hasAccount(name) || (GUESTS as readonly string[]).includes(name));

type Events = keyof ClientToServerEvents;

export const EVENT_ROWS = Object.entries(EVENT_POLICIES).flatMap(([event, policies]) =>
  (policies as readonly EventPolicy[]).map((policy) => ({
    event: event as Events,
    policy,
    row: policy.when ? `${event} (${policy.when})` : event,
  })),
);

export class EventAsker {
  readonly #scene: Scene;
  readonly #senders: ReadonlyMap<CallerName, Sender>;
  /** Connections of API keys. Those of `#senders` belong to the same people. */
  readonly #keys: ReadonlyMap<CallerName, TestClient>;

  private constructor(scene: Scene, senders: ReadonlyMap<CallerName, Sender>, keys: ReadonlyMap<CallerName, TestClient>) {
    this.#scene = scene;
    this.#senders = senders;
    this.#keys = keys;
  }

  static async of(scene: Scene, names = SENDERS): Promise<EventAsker> {
    const create = callerFactory(scene);
    const connected = async (caller: Caller): Promise<Sender> => ({
      ...caller,
      client: await scene.hub.client({ token: caller.token ?? '' }),
    });
    const made = [];
    const keys = new Map<CallerName, TestClient>();
    for (const name of names) {
      const sender = await connected(await create(name));
      made.push([name, sender] as const);
      if (sender.key !== undefined) keys.set(name, await scene.hub.client({ token: sender.key }));
    }
    return new EventAsker(scene, new Map(made), keys);
  }

  sender(name: CallerName): Sender {
    const sender = this.#senders.get(name);
    if (!sender) throw new Error(`there is no ${name}`);
    return sender;
  }

  /** The connection whose requests are tested. */
  clientOf(name: CallerName): TestClient {
    return this.#keys.get(name) ?? this.sender(name).client;
  }

  /** Sends the event first as all that should be refused, then as those that should be served. */
  async askAll(event: Events, policy: EventPolicy): Promise<Record<string, string>> {
    const answers: Record<string, string> = {};
    const names = [...this.#senders.keys()];
    const served = names.filter((name) => outcomeFor(policy, name, EVENT_SCOPES[event], true) === 'served');
    const refused = names.filter((name) => !served.includes(name));
    if (refused.length > 0) {
      const request = await policy.ask(this.#scene, { ...this.#scene.owner, client: this.#scene.operator });
      for (const name of refused) answers[name] = await send(event, request as object, this.clientOf(name));
    }
    for (const name of served) {
      const sender = this.sender(name);
      answers[name] = await send(event, (await policy.ask(this.#scene, sender)) as object, this.clientOf(name));
      if (hasAccount(name)) await release(this.#scene, sender);
    }
    return answers;
  }
}

export function expectedAnswers(event: Events, policy: EventPolicy, names = SENDERS): Record<string, string> {
  const { answer = 'served' } = policy;
  const outcomes = names.map((name) => [name, outcomeFor(policy, name, EVENT_SCOPES[event], true)] as const);
  return Object.fromEntries(outcomes.map(([name, outcome]) => [name, outcome === 'served' ? answer : outcome]));
}

async function send(event: string, request: object, client: AnySocket): Promise<string> {
  const reply = await client.emitWithAck(event, request);
  return reply.error?.code ?? 'served';
}
