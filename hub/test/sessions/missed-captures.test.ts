import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { toCapture, toRow } from '../../src/library/captures/presenter.ts';
import { CaptureEntity } from '../../src/persistence/entities/library/capture.ts';
import { ALONE } from '../../src/persistence/leadership.ts';
import { MissedCaptures } from '../../src/sessions/recording/missed-captures.ts';
import { SessionLog } from '../../src/sessions/log/log.ts';
import { SessionRecorder } from '../../src/sessions/recording/recorder.ts';
import { metadataOf } from '../library/captures/images.ts';
import { describeDatabases } from '../persistence/databases.ts';
import { ManualClock } from '../setup/manual-clock.ts';

const logger = pino({ level: 'silent' });

describeDatabases('captures without an entry in the log of their session', (current) => {
  it('get one when two searches miss it, and only one', async () => {
    const { database } = current();
    const sessionId = randomUUID();
    const log = new SessionLog({ database, logger });
    const sessions = { log, openOf: () => undefined, openIds: [], isOpen: () => true };
    const recorder = new SessionRecorder(sessions, new ManualClock());
    const present = (row: Parameters<typeof toCapture>[0]) => toCapture(row, '');
    let nowMs = Date.now();
    const record = (capture: Parameters<SessionRecorder['capture']>[0]) => recorder.capture(capture);
    const missed = new MissedCaptures({ database, leader: ALONE, logger, present, record, now: () => nowMs });
    const rows = [1, 2, 3].map((count) => {
      const metadata = metadataOf(Buffer.from([count]), { id: randomUUID(), sessionId });
      return toRow(metadata, `${String(count)}.jpg`);
    });
    for (const row of rows) await database.use((em) => em.insert(CaptureEntity, row));
    const entries = async (): Promise<unknown[]> => {
      await log.flush(sessionId);
      return (await log.page(sessionId, { limit: 99 })).entries.map(({ details }) => details['captureId']);
    };
    try {
      await missed.search(); // a hub may still be about to write them
      recorder.capture(present(rows[0]!));
      nowMs += 60_000;
      await missed.search();
      expect(await entries()).toEqual([rows[0]!.id]);
      recorder.capture(present(rows[1]!));
      await log.flush(sessionId);
      nowMs += 15_000;
      await missed.search();
      const all = rows.map(({ id }) => id);
      expect(await entries()).toEqual(all);
      for (let count = 0; count < 3; count += 1) {
        nowMs += 15_000;
        await missed.search();
      }
      expect(await entries()).toEqual(all);
    } finally {
      recorder.close();
      await missed.close();
      await log.close();
    }
  });
});
