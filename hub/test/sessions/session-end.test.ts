import { randomUUID } from 'node:crypto';
import type { CaptureSession } from '@eyepiece/shared-types';
import pino from 'pino';
import { expect, it } from 'vitest';
import type { Caller } from '../../src/people/caller.ts';
import type { CameraRegistry } from '../../src/ingest/registry.ts';
import type { Database } from '../../src/persistence/orm/orm.ts';
import { Sessions } from '../../src/sessions/service.ts';
import { ManualClock } from '../setup/manual-clock.ts';
import { proxiedDatabase } from '../persistence/proxied-database.ts';
import { describeDatabases } from '../persistence/databases.ts';

const logger = pino({ level: 'silent' });
const ana = { userId: randomUUID(), name: 'Ana', role: 'operator', address: '127.0.0.1' } as unknown as Caller;
const registry = { get: (id: string) => ({ id, state: { name: 'Bench' } }) } as unknown as CameraRegistry;
const request = { cameraId: 'bench', title: 'Onion', description: '', tags: [] };

interface Announced {
  readonly states: CaptureSession[];
  readonly ended: string[];
}

function open(database: Database, clock: ManualClock): { sessions: Sessions; announced: Announced } {
  const sessions = new Sessions({ database, registry, logger, journal: () => undefined, timing: { clock } });
  const announced: Announced = { states: [], ended: [] };
  sessions.on('state', (session) => announced.states.push(session));
  sessions.on('ended', (id) => announced.ended.push(id));
  return { sessions, announced };
}

describeDatabases('the end of a session', (current) => {
  it('happens completely or not at all while the database is away', async () => {
    await using connection = await proxiedDatabase(current().url);
    const { proxy, database } = connection;
    const { sessions, announced } = open(database, new ManualClock());
    try {
      const { id } = await sessions.start(request, ana);
      await proxy.cut();
      await expect(sessions.end(id, ana)).rejects.toMatchObject({ code: 'database_unavailable' });
      expect([sessions.isOpen(id), announced.ended]).toEqual([true, []]);
      await proxy.mend();
      const ended = await sessions.end(id, ana);
      expect(ended.endedAt).not.toBeNull();
      expect(ended.participants).toMatchObject([{ userId: ana.userId, leftAt: ended.endedAt }]);
      expect(announced.ended).toEqual([id]);
    } finally {
      await sessions.close();
    }
  });

  it('is announced later if the database goes away between the end and its announcement', async () => {
    await using connection = await proxiedDatabase(current().url);
    const { proxy, database } = connection;
    const clock = new ManualClock();
    const { sessions, announced } = open(database, clock);
    try {
      const { id } = await sessions.start(request, ana);
      const transaction = database.transaction.bind(database);
      database.transaction = async (work) => {
        const result = await transaction(work);
        await proxy.cut();
        return result;
      };
      await expect(sessions.end(id, ana)).rejects.toMatchObject({ code: 'database_unavailable' });
      expect([sessions.isOpen(id), announced.ended, announced.states.at(-1)?.endedAt ?? null]).toEqual([false, [id], null]);
      await proxy.mend();
      await expect.poll(() => database.ping()).toBe(true);
      clock.advance(5);
      await expect.poll(() => announced.states.at(-1)?.endedAt ?? null).not.toBeNull();
      const actions = async (): Promise<string[]> => (await sessions.log.page(id, { limit: 10 })).entries.map(({ action }) => action);
      await expect.poll(actions).toEqual(['session.start', 'session.end']);
    } finally {
      await sessions.close();
    }
  });
});
