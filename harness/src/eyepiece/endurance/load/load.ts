/** Continuous load: an operator, a note writer, and a time-lapse. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Annotation, CameraSettings, Capture, Job, SessionEntry } from '@eyepiece/shared-types';
import type { SeededRandom } from '../../../figures/random.ts';
import { repeating } from '../../../timing/repeating.ts';
import type { Kept, KeptCapture } from './kept.ts';
import type { Answer, OrderBook, OrderKind, Way } from './order-book.ts';
import type { Person } from './person.ts';
import type { SteppedClock } from '../disturbances/stepped-clock.ts';

/** Additional time for the exposure and the permission check. */
const EXPOSURES_MS = 1000;
/** Writes wait up to 5 s for a database connection and 30 s for a query. */
const WRITTEN_MS = 36_000;
/** A camera service has detected a clock step within this time. */
const NOTICED_MS = 5000;
/** Smaller clock differences count as equal. */
const SAME_MS = 2000;
const ORDER_EVERY_MS = 500;
/** The hub allows 30 notes a minute per user. */
const WRITE_EVERY_MS = 2500;
const LOOK_EVERY_MS = 2000;
const PICTURE_EVERY_MS = 2000;
const GAIN_STEP_DB = 0.5;
const GAIN_STEPS = 24;

/** The answer of this API follows the integration guide and has no digest. */
type Answered = Pick<Capture, 'id'> & Partial<Pick<Capture, 'sha256'>>;

export interface LoadParts {
  readonly operator: Person;
  readonly writer: Person;
  readonly cameraId: string;
  readonly seriesId: string;
  readonly sessionId: string;
  readonly book: OrderBook;
  readonly kept: Kept;
  readonly random: SeededRandom;
  /** Pictures of a time-lapse that is longer than the run. */
  readonly pictures: number;
  readonly clock: SteppedClock;
  /** SERVICE_TIMEOUT of the hub. */
  readonly serviceTimeoutMs: number;
}

export class Load {
  readonly #parts: LoadParts;
  /** Each ends an activity and waits for it. */
  readonly #endings: readonly (() => Promise<void>)[];
  #gains = 0;
  #newest = '';
  #job: Job | undefined;

  constructor(parts: LoadParts) {
    this.#parts = parts;
    this.#endings = [
      repeating(() => this.#order(), ORDER_EVERY_MS),
      repeating(() => this.#write(), WRITE_EVERY_MS),
      repeating(() => this.#keepSeries(), LOOK_EVERY_MS),
    ];
  }

  /** Resolves when the last command is answered and the time-lapse has ended. */
  async end(): Promise<void> {
    await Promise.all(this.#endings.map((end) => end()));
    const { operator, kept } = this.#parts;
    if (this.#job === undefined) return;
    const { id } = this.#job;
    await operator.call('POST', `/jobs/${id}/cancel`, {});
    for (;;) {
      const job = await operator.ask<Job>('GET', `/jobs/${id}`);
      kept.series.set(id, job.done);
      if (job.endedAtUs !== undefined) return;
      await delay(LOOK_EVERY_MS);
    }
  }

  #order(): Promise<void> {
    return this.#parts.random.next() < 0.3 ? this.#set() : this.#capture();
  }

  async #capture(): Promise<void> {
    const { operator, cameraId, kept } = this.#parts;
    const way = this.#way(operator);
    const date = this.#dating();
    const capture =
      way === 'API'
        ? await this.#place<Answered>('capture', way, () => operator.call('POST', `/cameras/${cameraId}/captures`, {}))
        : (await this.#place<{ capture: Answered }>('capture', way, () => operator.emit('capture', { cameraId })))?.capture;
    if (capture === undefined) return;
    kept.captures.set(capture.id, { sha256: capture.sha256, between: date() });
    this.#newest = capture.id;
  }

  /** Starts a time range; the returned function ends it. */
  #dating(): () => KeptCapture['between'] {
    const { clock } = this.#parts;
    const { aheadMs } = clock;
    const steady = clock.steadyForMs > NOTICED_MS;
    const fromMs = Date.now() + aheadMs - SAME_MS;
    return () => (steady && clock.aheadMs === aheadMs ? [fromMs, Date.now() + aheadMs + SAME_MS] : undefined);
  }

  async #set(): Promise<void> {
    const { operator, cameraId, kept } = this.#parts;
    const gain = (this.#gains++ % GAIN_STEPS) * GAIN_STEP_DB;
    const way = this.#way(operator);
    const settings = { gain };
    kept.gains = [...kept.gains, gain];
    const after =
      way === 'API'
        ? await this.#place<CameraSettings>('settings', way, () => operator.call('PUT', `/cameras/${cameraId}/settings`, settings))
        : (await this.#place<{ settings: CameraSettings }>('settings', way, () => operator.emit('settings:update', { cameraId, settings })))
            ?.settings;
    if (after === undefined) return;
    kept.gains = [after.gain];
    kept.settings += 1;
  }

  #write(): Promise<void> {
    return this.#newest === '' || this.#parts.random.next() < 0.5 ? this.#note() : this.#draw();
  }

  async #note(): Promise<void> {
    const { writer, sessionId, kept, random } = this.#parts;
    const text = `Note ${String(random.next())}`;
    const way = this.#way(writer);
    const entry =
      way === 'API'
        ? await this.#place<SessionEntry>('note', way, () => writer.call('POST', `/sessions/${sessionId}/notes`, { text }))
        : (await this.#place<{ entry: SessionEntry }>('note', way, () => writer.emit('session:note', { sessionId, text })))?.entry;
    if (entry !== undefined) kept.notes.set(entry.id, text);
  }

  async #draw(): Promise<void> {
    const { writer, kept, random } = this.#parts;
    if (!writer.connected) return;
    const captureId = this.#newest;
    const at = { x: random.between(0, 100), y: random.between(0, 100) };
    const put = { id: randomUUID(), target: { kind: 'capture', captureId }, shape: { kind: 'text', at, text: 'here' } };
    const done = await this.#place<{ annotation: Annotation }>('annotation', 'socket', () => writer.emit('annotation:put', put));
    if (done !== undefined) kept.annotations.set(done.annotation.id, captureId);
  }

  /** Starts a new time-lapse after a full disk or a lost camera ended the previous one. */
  async #keepSeries(): Promise<void> {
    const { operator, seriesId, pictures } = this.#parts;
    if (this.#job === undefined || this.#job.endedAtUs !== undefined) {
      const job = { kind: 'timelapse', count: pictures, everyMs: PICTURE_EVERY_MS };
      this.#job = await this.#place<Job>('job', 'API', () => operator.call('POST', `/cameras/${seriesId}/jobs`, job));
      return;
    }
    const { id, resumable } = this.#job;
    if (resumable === true) await this.#place('job', 'API', () => operator.call('POST', `/jobs/${id}/resume`, {}));
    await this.#follow(id);
  }

  async #follow(id: string): Promise<void> {
    const { operator, kept } = this.#parts;
    const answer = await operator.call<Job>('GET', `/jobs/${id}`).catch(() => undefined);
    if (answer?.ok !== true) return; // the hub is not reachable
    this.#job = answer.value;
    kept.series.set(id, Math.max(kept.series.get(id) ?? 0, answer.value.done));
  }

  #place<T>(kind: OrderKind, way: Way, send: () => Promise<Answer<T>>): Promise<T | undefined> {
    const isWritten = kind === 'note' || kind === 'annotation';
    const deadlineMs = isWritten ? WRITTEN_MS : this.#parts.serviceTimeoutMs + EXPOSURES_MS;
    return this.#parts.book.place({ kind, way, deadlineMs }, send);
  }

  #way({ connected }: Person): Way {
    return connected && this.#parts.random.next() < 0.5 ? 'socket' : 'API';
  }
}
