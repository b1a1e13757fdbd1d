/**
 * Keeps the open sessions of several hubs the same. The database has the truth: a hub that hears of a change reads the
 * session again. Who is connected where is known from the hubs themselves.
 */
import { z } from 'zod';
import type { Logger } from 'pino';
import { HubStates, type StateCluster } from '../cluster/messages/states.ts';
import { toHubError } from '../errors.ts';
import type { Sessions } from './service.ts';

const SESSION = { name: 'session', schema: z.object({ id: z.uuid() }) };
const attendanceSchema = z.object({ present: z.array(z.tuple([z.uuid(), z.string()])) });
const ATTENDANCE = { name: 'attendance', schema: attendanceSchema };
/** Interval of reading all open sessions while messages get lost, ms. */
const READ_EVERY_MS = 5000;

export class SharedSessions {
  readonly #sessions: Sessions;
  readonly #cluster: StateCluster;
  readonly #logger: Logger;
  readonly #attendance: HubStates<typeof attendanceSchema>;
  readonly #timer: NodeJS.Timeout;
  /** Sessions whose next reading has not started. */
  readonly #waiting = new Set<string>();
  #isReading = false;

  constructor({ sessions, cluster, logger }: { sessions: Sessions; cluster: StateCluster; logger: Logger }) {
    this.#sessions = sessions;
    this.#cluster = cluster;
    this.#logger = logger;
    this.#attendance = new HubStates(ATTENDANCE, { present: [] }, cluster);
    this.#attendance.on('changed', () => this.#setElsewhere());
    this.#attendance.on('gone', ({ present }) => {
      if (this.#attendance.isFirst) sessions.elsewhere.lost(present);
    });
    sessions.on('attendance', () => this.#attendance.tell({ present: sessions.elsewhere.attendanceHere }));
    sessions.on('state', ({ id }) => void cluster.messages.send(SESSION, { id }));
    sessions.on('people', ({ sessionId: id }) => void cluster.messages.send(SESSION, { id }));
    cluster.messages.receive(SESSION, ({ id }) => this.#read(id));
    cluster.redis.on('up', this.#readAll);
    this.#timer = setInterval(() => {
      if (!cluster.redis.up) this.#readAll();
    }, READ_EVERY_MS).unref();
    this.#setElsewhere();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#cluster.redis.off('up', this.#readAll);
    this.#attendance.close();
  }

  #setElsewhere(): void {
    const bySession = new Map<string, Set<string>>();
    for (const { present } of this.#attendance.others.values())
      for (const [id, userId] of present) bySession.set(id, (bySession.get(id) ?? new Set()).add(userId));
    this.#sessions.elsewhere.setAttendance(bySession, () => this.#attendance.isCurrent);
  }

  readonly #readAll = (): void => {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#sessions.elsewhere
      .reloadAll()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => (this.#isReading = false));
  };

  #read(id: string): void {
    if (this.#waiting.has(id)) return;
    this.#waiting.add(id);
    // Changes that arrive together are read once.
    setImmediate(() => {
      this.#waiting.delete(id);
      this.#sessions.elsewhere.reload(id).catch((error: unknown) => this.#failed(error));
    });
  }

  #failed(error: unknown): void {
    const { code, cause } = toHubError(error);
    if (code !== 'shutting_down' && code !== 'session_not_found')
      this.#logger.warn({ err: cause ?? error }, 'a session of another hub could not be read');
  }
}
