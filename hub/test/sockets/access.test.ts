/** Sends every event as every kind of caller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_SCOPES } from '@eyepiece/shared-types';
import { EVENT_ROWS, EventAsker, expectedAnswers, SENDERS } from '../access/ask-events.ts';
import { callerFactory, STRANGER_NAMES, STRANGERS, type Caller } from '../access/callers.ts';
import { EVENT_POLICIES, UNANSWERED_POLICIES } from '../access/event-policies.ts';
import { outcomeFor } from '../access/policy.ts';
import { setScene, type Scene } from '../access/scene.ts';
import type { TestClient } from '../setup/start-hub.ts';

const SOCKET_IO = ['disconnect', 'disconnecting', 'error', 'newListener', 'removeListener'];

let scene: Scene;
let strangers: readonly Caller[];
let asker: EventAsker;

beforeAll(async () => {
  scene = await setScene();
  asker = await EventAsker.of(scene);
  const createCaller = callerFactory(scene);
  strangers = await Promise.all(STRANGER_NAMES.map((name) => createCaller(name)));
});
afterAll(() => scene.close());

it('has a policy for exactly the events of the hub', () => {
  const id = asker.sender('admin').client.id ?? '';
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
  it.each(EVENT_ROWS)('$row', async ({ event, policy }) => {
    expect(await asker.askAll(event, policy)).toEqual(expectedAnswers(event, policy));
  });
});

describe('without an answer', () => {
  /** Resolves when the hub has handled all earlier messages of the client. */
  const settled = (client: TestClient) => client.emitWithAck('time:sync', {});
  const served = (event: keyof typeof UNANSWERED_POLICIES) =>
    SENDERS.filter((name) => outcomeFor(UNANSWERED_POLICIES[event], name, EVENT_SCOPES[event], true) === 'served');

  it('time:sync', async () => {
    expect(served('time:sync')).toEqual(SENDERS);
    for (const name of SENDERS) expect(await settled(asker.clientOf(name))).toEqual({ hubTimeUs: expect.any(Number) as number });
  });

  it('frame:ack for a camera that is not watched', async () => {
    expect(served('frame:ack')).toEqual(SENDERS);
    for (const name of SENDERS) {
      const client = asker.clientOf(name);
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
    for (const name of SENDERS) asker.clientOf(name).emit('presence:update', { view: 'library' });
    for (const name of SENDERS) await expect.poll(() => seen.get(`The ${name}`)).toBe('library');
    operator.off('presence');
  });

  it('pointer', async () => {
    const { operator } = scene;
    await operator.emitWithAck('watch', { cameraId: 'stage' });
    const seen: string[] = [];
    operator.on('pointer', ({ name }) => seen.push(name));
    for (const name of SENDERS) {
      const client = asker.clientOf(name);
      client.emit('pointer', { cameraId: 'stage', at: { x: 1, y: 1 } });
      await settled(client);
    }
    for (const name of served('pointer')) await expect.poll(() => seen).toContain(`The ${name}`);
    await settled(operator);
    expect(new Set(seen)).toEqual(new Set(served('pointer').map((name) => `The ${name}`)));
    operator.off('pointer');
  });
});
