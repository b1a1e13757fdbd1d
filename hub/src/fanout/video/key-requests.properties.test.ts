import { VIDEO_TIERS, type VideoTier } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyAllowance, KEYS_PER_CONNECTION, KEYS_PER_USER } from './key-allowance.ts';
import { KeyRequests } from './key-requests.ts';

const tier = fc.constantFrom(...VIDEO_TIERS);

describe('KeyRequests', () => {
  it('makes at most two requests a second of each tier, however many viewers ask', () => {
    const step = fc.record({ afterMs: fc.nat(300), tier, arrives: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const requests = new KeyRequests();
        const madeAtMs = new Map<VideoTier, number[]>(VIDEO_TIERS.map((name) => [name, []]));
        let nowMs = 0;
        for (const { afterMs, tier: name, arrives } of steps) {
          nowMs += afterMs;
          if (requests.ask(name, nowMs)) madeAtMs.get(name)?.push(nowMs);
          if (arrives) requests.arrived(name);
        }
        for (const times of madeAtMs.values()) {
          for (const [index, time] of times.entries()) expect(time - (times[index - 1] ?? time - 500)).toBeGreaterThanOrEqual(500);
        }
      }),
    );
  });

  it('repeats a request without an answer, and only while a viewer still asks', () => {
    const requests = new KeyRequests();
    const made = Array.from({ length: 30 }, (_, index) => index * 100).filter((nowMs) => requests.ask('lean', nowMs));
    expect(made).toEqual([0, 1000, 2000]);
    requests.arrived('lean');
    expect(requests.ask('lean', 2499)).toBe(false);
    expect(requests.ask('lean', 2500)).toBe(true);
  });

  it('does not ask for the key frame that a new encoder makes by itself, unless it is late', () => {
    const requests = new KeyRequests();
    requests.expect('lean', 0);
    expect(requests.ask('lean', 999)).toBe(false);
    expect(requests.ask('lean', 1000)).toBe(true);
    requests.expect('thin', 0);
    requests.arrived('thin');
    expect(requests.ask('thin', 500)).toBe(true);
  });

  it('keeps the tiers apart', () => {
    const requests = new KeyRequests();
    expect(VIDEO_TIERS.map((name) => requests.ask(name, 0))).toEqual([true, true, true]);
  });
});

describe('KeyAllowance', () => {
  it('bounds the key frames that a connection causes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 300 }), (delays) => {
        const allowance = new KeyAllowance(0);
        let nowMs = 0;
        let taken = 0;
        for (const delayMs of delays) {
          nowMs += delayMs;
          if (allowance.take(nowMs)) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(4 + nowMs / 3000);
      }),
    );
  });

  it('is restored with time', () => {
    const allowance = new KeyAllowance(0);
    while (allowance.take(0));
    expect(allowance.take(2999)).toBe(false);
    expect(allowance.take(3000)).toBe(true);
  });

  it('bounds the key frames of a person over all connections, however many are opened and left', () => {
    const step = fc.record({ afterMs: fc.nat(500), connection: fc.nat(9), isNew: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const person = new KeyAllowance(0, KEYS_PER_USER);
        const connections = new Map<number, KeyAllowance>();
        let nowMs = 0;
        let taken = 0;
        for (const { afterMs, connection, isNew } of steps) {
          nowMs += afterMs;
          const known = isNew ? undefined : connections.get(connection);
          const allowance = known ?? new KeyAllowance(nowMs, KEYS_PER_CONNECTION, [person]);
          connections.set(connection, allowance);
          if (allowance.take(nowMs)) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(8 + nowMs / 3000);
      }),
    );
  });

  it('takes nothing from a person when the connection has none left, and the other way round', () => {
    const person = new KeyAllowance(0, { burst: 5, refillMs: 1000 });
    const [first, second] = [new KeyAllowance(0, KEYS_PER_CONNECTION, [person]), new KeyAllowance(0, KEYS_PER_CONNECTION, [person])];
    expect(Array.from({ length: 9 }, () => first.take(0)).filter(Boolean)).toHaveLength(4);
    expect(Array.from({ length: 9 }, () => second.take(0)).filter(Boolean)).toHaveLength(1);
    expect(Array.from({ length: 9 }, () => second.take(3000)).filter(Boolean)).toHaveLength(3);
  });
});
