/** When housekeeping runs, of several hubs. */
import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../../src/persistence/orm/orm.ts';
import type { Retention } from '../../../src/library/retention/retention.ts';
import type { StoredRules } from '../../../src/library/retention/rules.ts';
import { Housekeeping } from '../../../src/library/retention/housekeeping.ts';
import { logger } from '../captures/captures-bench.ts';

const SOON = { timeout: 60_000 };

class FakeLeader extends EventEmitter<{ elected: []; lost: [] }> {
  isLeader = false;
  close = (): Promise<void> => Promise.resolve();

  elect(): void {
    this.isLeader = true;
    this.emit('elected');
  }
}

function housekeeping() {
  const done: string[] = [];
  let gate = Promise.resolve();
  const step = (name: string) => async (): Promise<void> => {
    done.push(name);
    await gate;
  };
  const captures = {
    purge: () => Promise.resolve([]),
    settleRemovals: () => step('removals')().then(() => []),
    sidecars: { distrustSince: step('distrust') },
    repairSidecars: step('sidecars'),
    removal: { forgetThumbnails: () => Promise.resolve() },
  };
  const database = { use: () => Promise.resolve([]) } as unknown as Database;
  const rules = { current: { automatic: false, retention: [], trashDays: 30 } } as unknown as StoredRules;
  const leader = new FakeLeader();
  const record = (): Promise<void> => Promise.resolve();
  const files = { tidy: step('store') };
  const subject = new Housekeeping({ database, captures, files, rules, retention: {} as Retention, logger, record, leader });
  onTestFinished(() => subject.close());
  const hold = (): (() => void) => {
    const held = Promise.withResolvers<undefined>();
    gate = held.promise.then(() => undefined);
    return () => held.resolve(undefined);
  };
  return { subject, leader, done, hold };
}

const WHOLE = ['removals', 'distrust', 'sidecars', 'store'];

it('only the leader runs it, and completes what a lost hub has left', async () => {
  const { subject, leader, done } = housekeeping();
  subject.start();
  subject.hubLost();
  expect(done).toEqual([]);
  leader.elect();
  await expect.poll(() => done, SOON).toEqual(WHOLE);
  subject.start();
  await expect.poll(() => done.slice(WHOLE.length), SOON).toEqual(['removals', 'sidecars', 'store']);
});

it('a hub that is lost during a run causes another run', async () => {
  const { subject, leader, done, hold } = housekeeping();
  const goOn = hold();
  leader.elect();
  await expect.poll(() => done, SOON).toEqual(['removals']);
  subject.hubLost();
  goOn();
  await expect.poll(() => done.filter((name) => name === 'removals'), SOON).toHaveLength(2);
  await expect.poll(() => done.at(-1), SOON).toBe('store');
});
