import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@eyepiece/shared-types';
import pino from 'pino';
import { expect, it } from 'vitest';
import { JobWriter } from '../../src/control/jobs/writer.ts';
import { Jobs } from '../../src/control/jobs/job-rows.ts';
import { proxiedDatabase } from './proxied-database.ts';
import { describeDatabases } from './databases.ts';

const logger = pino({ level: 'silent' });
const NOW_US = 1_795_000_000_000_000;

function job(changes: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    cameraId: 'cam-1',
    job: { kind: 'timelapse', count: 60, everyMs: 1000 },
    state: 'running',
    total: 60,
    done: 0,
    missed: 0,
    bytes: 0,
    startedAtUs: NOW_US,
    ...changes,
  };
}

describeDatabases('jobs', (current) => {
  it('are stored as last reported', async () => {
    const jobs = new Jobs(current().database);
    const running = job({
      done: 3,
      nextAtUs: NOW_US + 4e6,
      gaps: [{ fromUs: NOW_US, reason: 'unplugged' }],
      user: { id: 'u', name: 'Ana' },
    });
    await jobs.save(running);
    expect(await jobs.find(running.id)).toEqual(running);
    const done = job({ id: running.id, state: 'done', done: 60, endedAtUs: NOW_US + 60e6 });
    await jobs.save(done);
    expect(await jobs.find(running.id)).toEqual(done);
    expect(await jobs.ofCamera('cam-1', 10)).toEqual([done]);
    for (const id of [randomUUID(), 'not-an-id']) expect(await jobs.find(id)).toBeUndefined();
  });

  it('are listed newest first; current jobs are the active ones and the last ended ones', async () => {
    const jobs = new Jobs(current().database);
    const ended = Array.from({ length: 4 }, (_, n) =>
      job({ state: 'done', startedAtUs: NOW_US + n * 1e6, endedAtUs: NOW_US + n * 1e6 + 1 }),
    );
    const old = job({ state: 'paused', resumable: true, startedAtUs: NOW_US - 1e6 });
    const other = job({ cameraId: 'cam-2', startedAtUs: NOW_US + 9e6 });
    for (const each of [...ended, old, other]) await jobs.save(each);
    const ids = (list: Job[]): string[] => list.map(({ id }) => id);
    expect(ids(await jobs.ofCamera('cam-1', 3))).toEqual(ids(ended.slice(1).reverse()));
    expect(ids(await jobs.current('cam-1', 2))).toEqual(ids([old, ...ended.slice(2).reverse()]));
  });

  it('wait while the database is away, then only the newest report is written', async () => {
    await using connection = await proxiedDatabase(current().url);
    const { proxy, database } = connection;
    const writer = new JobWriter(new Jobs(database), logger);
    const jobs = new Jobs(current().database);
    try {
      await proxy.cut();
      const first = job();
      writer.enqueue(first, true);
      await expect.poll(() => database.ping()).toBe(false);
      const last = job({ id: first.id, state: 'done', done: 60, endedAtUs: NOW_US + 60e6 });
      writer.enqueue(last, true);
      expect(writer.pending(first.id)).toEqual(last);
      await proxy.mend();
      await expect.poll(() => jobs.find(first.id)).toEqual(last);
      expect(writer.pending(first.id)).toBeUndefined();
    } finally {
      await writer.close();
    }
  });

  it('are written at intervals while active, and once more when the hub stops', async () => {
    const jobs = new Jobs(current().database);
    const written: number[] = [];
    const save = (report: Job): Promise<void> => {
      written.push(report.done);
      return jobs.save(report);
    };
    const writer = new JobWriter({ save }, logger);
    const running = job();
    writer.enqueue(running, true);
    await expect.poll(() => jobs.find(running.id)).toEqual(running);
    const further = job({ id: running.id, done: 7 });
    writer.enqueue(further, false);
    // This timer is due before that of the next interval, however late both are.
    await delay(20);
    expect(written).toEqual([0]);
    await writer.close();
    expect(await jobs.find(running.id)).toEqual(further);
  });

  it('do not delay others if the database cannot store them', async () => {
    const jobs = new Jobs(current().database);
    const writer = new JobWriter(jobs, logger);
    writer.enqueue(job({ reason: 'a\0b' }), true);
    const fine = job();
    writer.enqueue(fine, true);
    await expect.poll(() => jobs.find(fine.id)).toEqual(fine);
    await writer.close();
  });
});
