/** Sends every event as every kind of caller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLER_NAMES, GUESTS, isRole, callerFactory, STRANGER_NAMES, STRANGERS, type Caller, type CallerName } from '../access/callers.ts';
import { EVENT_POLICIES, UNANSWERED_POLICIES, type EventPolicy, type Sender } from '../access/event-policies.ts';
import { outcomeFor } from '../access/policy.ts';
import { release, setScene, type Scene } from '../access/scene.ts';
import type { TestClient } from '../setup/start-hub.ts';

/** A socket without the types of events. */
interface AnySocket {
  emitWithAck(event: string, request: object): Promise<{ ok: boolean; error?: { code: string } }>;
}

const SOCKET_IO = ['disconnect', 'disconnecting', 'error', 'newListener', 'removeListener'];
const SENDERS = CALLER_NAMES.filter((name) => isRole(name) || (GUESTS as readonly string[]).includes(name));
const ROWS = Object.entries(EVENT_POLICIES).flatMap(([event, policies]) =>
  (policies as readonly EventPolicy[]).map((policy) => ({ event, policy, row: policy.when ? `${event} (${policy.when})` : event })),
);

let scene: Scene;
let strangers: readonly Caller[];
let senders: ReadonlyMap<CallerName, Sender>;

beforeAll(async () => {
  scene = await setScene();
  const createCaller = callerFactory(scene);
  const made = [];
  for (const name of SENDERS) made.push([name, await connected(await createCaller(name))] as const);
  senders = new Map(made);
  strangers = await Promise.all(STRANGER_NAMES.map((name) => createCaller(name)));
});
afterAll(() => scene.close());

async function connected(caller: Caller): Promise<Sender> {
  return { ...caller, client: await scene.hub.client({ token: caller.token ?? '' }) };
}

function senderOf(name: CallerName): Sender {
  const sender = senders.get(name);
  if (!sender) throw new Error(`there is no ${name}`);
  return sender;
}

async function send(event: string, request: object, client: AnySocket): Promise<string> {
  const reply = await client.emitWithAck(event, request);
  return reply.error?.code ?? 'served';
}

it('has a policy for exactly the events of the hub', () => {
  const id = senderOf('admin').client.id ?? '';
  const listened = scene.hub.hub.io.sockets.sockets.get(id)?.eventNames().map(String) ?? [];
  const rows = [...Object.keys(EVENT_POLICIES), ...Object.keys(UNANSWERED_POLICIES)];
  expect(listened.filter((name) => !SOCKET_IO.includes(name)).toSorted()).toEqual(rows.toSorted());
});

it.each(STRANGER_NAMES)('%s cannot connect', async (name) => {
  const { token, feedToken } = strangers.find((stranger) => stranger.name === name) ?? {};
  const credential = token ?? feedToken;
  const attempt = scene.hub.client(credential === undefined ? {} : { token: credential });
  await expect(attempt).rejects.toMatchObject({ data: { code: STRANGERS[name] } });
});

describe('with an answer', () => {
  it.each(ROWS)('$row', async ({ event, policy }) => {
    const answers: Record<string, string> = {};
    const served = SENDERS.filter((name) => outcomeFor(policy, name) === 'served');
    const refused = SENDERS.filter((name) => !served.includes(name));
    if (refused.length > 0) {
      const request = await policy.ask(scene, { ...scene.owner, client: scene.operator });
      for (const name of refused) answers[name] = await send(event, request as object, senderOf(name).client);
    }
    for (const name of served) {
      const sender = senderOf(name);
      answers[name] = await send(event, (await policy.ask(scene, sender)) as object, sender.client);
      if (isRole(name)) await release(scene, sender);
    }
    const { answer = 'served' } = policy;
    const outcomes = SENDERS.map((name) => [name, outcomeFor(policy, name)] as const);
    expect(answers).toEqual(Object.fromEntries(outcomes.map(([name, outcome]) => [name, outcome === 'served' ? answer : outcome])));
  });
});

describe('without an answer', () => {
  /** Resolves when the hub has handled all earlier messages of the client. */
  const settled = (client: TestClient) => client.emitWithAck('time:sync', {});
  const served = (event: keyof typeof UNANSWERED_POLICIES) =>
    SENDERS.filter((name) => outcomeFor(UNANSWERED_POLICIES[event], name) === 'served');

  it('time:sync', async () => {
    expect(served('time:sync')).toEqual(SENDERS);
    for (const name of SENDERS) expect(await settled(senderOf(name).client)).toEqual({ hubTimeUs: expect.any(Number) as number });
  });

  it('frame:ack for a camera that is not watched', async () => {
    expect(served('frame:ack')).toEqual(SENDERS);
    for (const name of SENDERS) {
      const { client } = senderOf(name);
      client.emit('frame:ack', 'stage', 1);
      await settled(client);
      expect([name, client.connected]).toEqual([name, true]);
    }
  });

  it('presence:update', async () => {
    expect(served('presence:update')).toEqual(SENDERS);
    const { operator } = scene;
    const seen = new Map<string, string>();
    operator.on('presence', (people) => {
      for (const { name, view } of people) seen.set(name, view);
    });
    for (const name of SENDERS) senderOf(name).client.emit('presence:update', { view: 'library' });
    for (const name of SENDERS) await expect.poll(() => seen.get(`The ${name}`)).toBe('library');
    operator.off('presence');
  });

  it('pointer', async () => {
    const { operator } = scene;
    await operator.emitWithAck('watch', { cameraId: 'stage' });
    const seen: string[] = [];
    operator.on('pointer', ({ name }) => seen.push(name));
    for (const name of SENDERS) {
      const { client } = senderOf(name);
      client.emit('pointer', { cameraId: 'stage', at: { x: 1, y: 1 } });
      await settled(client);
    }
    for (const name of served('pointer')) await expect.poll(() => seen).toContain(`The ${name}`);
    await settled(operator);
    expect(new Set(seen)).toEqual(new Set(served('pointer').map((name) => `The ${name}`)));
    operator.off('pointer');
  });
});
