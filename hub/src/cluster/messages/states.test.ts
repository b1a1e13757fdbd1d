import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { HubStates, type StateCluster } from './states.ts';

const KIND = { name: 'numbers', schema: z.object({ value: z.number() }) };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Hubs on one Redis, which loses messages on request. */
class Network {
  readonly #hubs = new Map<
    string,
    { receive: Map<string, (content: never, from: string) => void>; redis: EventEmitter & { up: boolean } }
  >();
  /** Whether Redis refuses what is sent. */
  refuses = false;
  /** The hub that hears nothing. */
  deaf: string | undefined;
  sent = 0;

  /** @param alive the other hubs of the directory */
  join(hubId: string, ...alive: string[]): StateCluster {
    const redis = Object.assign(new EventEmitter(), { up: true });
    const receive = new Map<string, (content: never, from: string) => void>();
    this.#hubs.set(hubId, { receive, redis });
    const directory = Object.assign(new EventEmitter(), { hubs: alive.map((id) => ({ hubId: id })) });
    const messages = {
      send: ({ name }: { name: string }, content: unknown): Promise<boolean> => {
        this.sent += 1;
        if (this.refuses) return Promise.resolve(false);
        for (const [other, { receive: handlers }] of this.#hubs)
          if (other !== hubId && other !== this.deaf) handlers.get(name)?.(content as never, hubId);
        return Promise.resolve(true);
      },
      receive: ({ name }: { name: string }, handler: (content: never, from: string) => void): void => void receive.set(name, handler),
    };
    return { hubId, messages, directory, redis } as unknown as StateCluster;
  }

  /** The connection of a hub to Redis was lost, and is back. */
  up(hubId: string): void {
    this.#hubs.get(hubId)?.redis.emit('up');
  }
}

const values = (states: HubStates<typeof KIND.schema>): [string, number][] => [...states.others].map(([id, { value }]) => [id, value]);

it('tells a hub that starts later, and tells it of the others', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 0 }, network.join('one'));
  one.tell({ value: 1 });
  const other = new HubStates(KIND, { value: 0 }, network.join('other'));
  other.tell({ value: 2 });
  await vi.advanceTimersByTimeAsync(0);
  expect([values(one), values(other)]).toEqual([[['other', 2]], [['one', 1]]]);
});

it('sends a state again until Redis takes it, in the end the newest', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 0 }, network.join('one'));
  const other = new HubStates(KIND, { value: 0 }, network.join('other'));
  await vi.advanceTimersByTimeAsync(1000);
  network.refuses = true;
  one.tell({ value: 1 });
  await vi.advanceTimersByTimeAsync(2500);
  one.tell({ value: 2 });
  expect(values(other)).toEqual([['one', 0]]);
  network.refuses = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(values(other)).toEqual([['one', 2]]);
  const { sent } = network;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.sent).toBe(sent);
});

it('asks for the states of the others after its own connection was lost', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 0 }, network.join('one'));
  const other = new HubStates(KIND, { value: 0 }, network.join('other'));
  await vi.advanceTimersByTimeAsync(1000);
  network.deaf = 'other';
  one.tell({ value: 7 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(values(other)).toEqual([['one', 0]]);
  network.deaf = undefined;
  network.up('other');
  await vi.advanceTimersByTimeAsync(0);
  expect(values(other)).toEqual([['one', 7]]);
});

it('stops sending when it is closed', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 0 }, network.join('one'));
  network.refuses = true;
  one.tell({ value: 1 });
  one.close();
  await vi.advanceTimersByTimeAsync(0);
  const { sent } = network;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.sent).toBe(sent);
});

it('is not current before every living hub has answered, and asks until then', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 1 }, network.join('one'));
  network.deaf = 'other';
  const other = new HubStates(KIND, { value: 2 }, network.join('other', 'one'));
  await vi.advanceTimersByTimeAsync(9000);
  expect([other.isCurrent, values(other)]).toEqual([false, []]);
  network.deaf = undefined;
  await vi.advanceTimersByTimeAsync(1000);
  expect([other.isCurrent, values(other), values(one)]).toEqual([true, [['one', 1]], [['other', 2]]]);
});

it('is not current after its own connection was lost, until the others have answered again', async () => {
  const network = new Network();
  const one = new HubStates(KIND, { value: 1 }, network.join('one'));
  const other = new HubStates(KIND, { value: 2 }, network.join('other', 'one'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(other.isCurrent).toBe(true);
  network.deaf = 'other';
  one.tell({ value: 7 });
  network.up('other');
  await vi.advanceTimersByTimeAsync(0);
  expect([other.isCurrent, values(other)]).toEqual([false, [['one', 1]]]);
  network.deaf = undefined;
  await vi.advanceTimersByTimeAsync(1000);
  expect([other.isCurrent, values(other)]).toEqual([true, [['one', 7]]]);
});

it('does not wait for ever for a hub that knows no such state', async () => {
  const network = new Network();
  const other = new HubStates(KIND, { value: 2 }, network.join('other', 'older'));
  await vi.advanceTimersByTimeAsync(14_000);
  expect(other.isCurrent).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(other.isCurrent).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  const { sent } = network;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.sent).toBe(sent);
});
