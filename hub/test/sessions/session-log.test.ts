import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { EntryQueue, type Draft } from '../../src/sessions/log/entry-queue.ts';
import { SessionLog } from '../../src/sessions/log/log.ts';
import { SessionRecorder } from '../../src/sessions/recording/recorder.ts';
import { ManualClock } from '../setup/manual-clock.ts';
import { proxiedDatabase } from '../persistence/proxied-database.ts';
import { describeDatabases } from '../persistence/databases.ts';

const logger = pino({ level: 'silent' });
const sessionId = randomUUID();

function draft(text: string): Draft {
  return { sessionId, at: new Date(), kind: 'settings', action: 'settings.update', person: { id: 'a', name: 'Ana' }, text };
}

describeDatabases('the log of a session', (current) => {
  it('queues entries while the database is away, in order and up to a limit, and refuses a note at once', async () => {
    await using connection = await proxiedDatabase(current().url);
    const { proxy, database } = connection;
    const written: string[] = [];
    const onWritten = ({ text }: { text: string }): void => void written.push(text);
    const queue = new EntryQueue({ database, logger, onWritten, maxWaiting: 4, retryMs: 100 });
    try {
      queue.enqueue(draft('before'));
      await expect.poll(() => written).toEqual(['before']);
      await proxy.cut();
      queue.enqueue(draft('one'));
      await expect(queue.write(draft('a note'))).rejects.toMatchObject({ code: 'database_unavailable' });
      for (const text of ['two', 'three', 'four', 'too many']) queue.enqueue(draft(text));
      expect(queue.waiting).toBe(4);
      await proxy.mend();
      await expect.poll(() => written).toEqual(['before', 'one', 'two', 'three', 'four']);
      expect(await queue.write(draft('a note'))).toMatchObject({ text: 'a note', revision: 1 });
    } finally {
      await queue.close();
    }
  });

  it('makes a last attempt when it closes', async () => {
    await using connection = await proxiedDatabase(current().url);
    const { proxy, database } = connection;
    const written: string[] = [];
    const queue = new EntryQueue({ database, logger, onWritten: ({ text }) => void written.push(text), retryMs: 600_000 });
    await proxy.cut();
    queue.enqueue(draft('one'));
    await queue.drained();
    expect(queue.waiting).toBe(1);
    await proxy.mend();
    await queue.close();
    expect(written).toEqual(['one']);
  });

  it('merges repeated changes into one entry, and skips entries that cannot be stored', async () => {
    const clock = new ManualClock();
    const log = new SessionLog({ database: current().database, logger, clock });
    const texts = async (): Promise<string[]> => (await log.page(sessionId, { limit: 99 })).entries.map(({ text }) => text);
    const later = (before: Draft, now: Draft): Draft => ({ ...now, text: `${before.text}, ${now.text}` });
    log.appendSettled('gain', draft('1'), later);
    clock.advance(1);
    log.appendSettled('gain', draft('2'), later);
    clock.advance(1.9);
    log.appendSettled('exposure', draft('3'), later);
    clock.advance(2.1);
    log.append({ ...draft('invalid kind'), kind: 'nonsense' as never });
    log.append({ ...draft('half \ud800 and \0 nothing'), details: { x: '\0' } });
    await log.flush(sessionId);
    expect(await texts()).toEqual(['1, 2', '3', 'half \ufffd and  nothing']);
    log.appendSettled('gain', draft('back'), () => undefined);
    log.appendSettled('gain', draft('and forth'), () => undefined);
    await log.close();
    expect(await texts()).toHaveLength(3);
  });

  it('joins the steps of a drag of the display window into one entry', async () => {
    const clock = new ManualClock();
    const log = new SessionLog({ database: current().database, logger, clock });
    const dragged = randomUUID();
    const recorder = new SessionRecorder({ openOf: () => dragged, openIds: [dragged], isOpen: () => true, log }, clock);
    const correct = (details: Record<string, unknown>, userId = 'a'): void => {
      clock.advance(0.2);
      recorder.order({ actor: { userId, name: userId }, action: 'corrections.update', subject: 'left', details });
    };
    for (const black of [0.1, 0.15, 0.2]) correct({ display: { black, white: 1, gamma: 1 } });
    correct({ display: { black: 0.3, white: 1, gamma: 1 } }, 'b');
    correct({ dark: 'on' });
    correct({ dark: 'off' });
    await log.close();
    const { entries } = await log.page(dragged, { limit: 99 });
    expect(entries.map(({ text }) => text)).toEqual([
      'display window 20 to 100 %, gamma 1',
      'display window 30 to 100 %, gamma 1',
      'dark frame switched on',
      'dark frame switched off',
    ]);
    recorder.close();
  });
});
