import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { Leadership } from './leadership.ts';

let database: TemporaryDatabase;
const candidates: Leadership[] = [];

beforeAll(async () => {
  database = await createTemporaryDatabase();
});
afterAll(async () => {
  await Promise.all(candidates.map((candidate) => candidate.close()));
  await database.close();
});

async function candidate(): Promise<Leadership> {
  const leadership = new Leadership({ url: database.url, logger: pino({ level: 'silent' }), everyMs: 50 });
  candidates.push(leadership);
  await leadership.start();
  return leadership;
}

/** Ends the connection of the leader, as the server does when the machine of the leader is gone. */
async function cutLeader(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
    and database = (select oid from pg_database where datname = current_database())`);
  await client.end();
}

it('has one leader at a time, and another one after its end', async () => {
  const [one, other] = [await candidate(), await candidate()];
  expect([one.isLeader, other.isLeader]).toEqual([true, false]);
  const events: string[] = [];
  one.on('lost', () => events.push('one lost'));
  for (const [name, hub] of [
    ['one', one],
    ['other', other],
  ] as const)
    hub.on('elected', () => events.push(`${name} elected`));
  await cutLeader();
  await expect.poll(() => events.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => Number(one.isLeader) + Number(other.isLeader)).toBe(1);
  expect(events).toContain('one lost');
  const [leader, follower] = one.isLeader ? [one, other] : [other, one];
  await leader.close();
  await expect.poll(() => follower.isLeader).toBe(true);
});

it('waits for a database that is away', async () => {
  const leadership = new Leadership({ url: 'postgresql://postgres@127.0.0.1:1/none', logger: pino({ level: 'silent' }), everyMs: 50 });
  await leadership.start();
  expect(leadership.isLeader).toBe(false);
  await leadership.close();
});
