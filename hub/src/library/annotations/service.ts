/** Annotations on live views and captures. The last writer wins; the history keeps the first and the newest states. */
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  type Annotation,
  type AnnotationChange,
  type AnnotationPut,
  type AnnotationRevision,
  type AnnotationTarget,
} from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Caller, Principal } from '../../people/caller.ts';
import { mayViewSession, mayWatch, type OpenSessions } from '../../people/policies.ts';
import { annotationNotFound, conflict, HubError } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import { AnnotationEntity, type AnnotationRow } from '../../persistence/entities/library/annotation.ts';
import { isUniqueViolation } from '../../persistence/orm/database-errors.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { historyOf, keepRevision, lockRow, lockTarget, newestRevision } from './history.ts';
import { newRow, targetOf, toAnnotation, whereTarget } from './presenter.ts';
import { mayChange, mayDraw, mayRemove, signature } from './rights.ts';
import { assertBytes, assertRoom, bytesOf, deleteOldestRemoved, rounded } from './room.ts';
import type { Targets, Place } from './targets.ts';
import { WriteRate } from '../../process/limits/queues/write-rate.ts';
import { FairQueues } from '../../process/limits/queues/fair-queues.ts';
import { KeyedQueue } from '../../process/limits/queues/keyed-queue.ts';
import { requesterOf, type Requester } from '../../process/limits/queues/rotation.ts';

/** One change at a time per target, fairly between people, so that changes never use up the database connections. */
const CHANGES = { name: 'changes', maxPerPerson: 128, maxPerParty: 512 };
/** One list at a time, so that reading annotations never uses up the database connections. */
const LISTS = { name: 'lists of annotations', maxPerPerson: 32, maxPerParty: 128 };
/** Bytes of shapes read and parsed per turn of the event loop. */
const SLICE_BYTES = 256 * 1024;
/** Revisions read per turn of the event loop. */
const STATES_AT_ONCE = 8;

interface AnnotationEvents {
  /** An annotation was drawn, changed, removed or restored. */
  changed: [change: AnnotationChange, place: Place];
}

export interface AnnotationsParts {
  readonly database: Database;
  readonly targets: Targets;
  readonly limits?: WritingLimits | undefined;
  readonly onRefused?: (() => void) | undefined;
}

interface Outcome extends AnnotationChange {
  /** False when the request changed nothing. */
  readonly changed: boolean;
}

type Work = (em: SqlEntityManager, target: AnnotationTarget, place: Place) => Promise<Outcome>;
/** Changes a locked row. */
type Change = (row: AnnotationRow, at: Date) => void;

export class Annotations extends EventEmitter<AnnotationEvents> {
  readonly #database: Database;
  readonly #targets: Targets;
  readonly #ofOne = new KeyedQueue();
  readonly #atTarget: FairQueues;
  readonly #lists: FairQueues;
  readonly #limits: WritingLimits;
  readonly #rate: WriteRate;
  readonly #onRefused: (() => void) | undefined;

  constructor({ database, targets, limits = DEFAULT_LIMITS.writing, onRefused }: AnnotationsParts) {
    super();
    this.#limits = limits;
    this.#rate = new WriteRate('bytes of drawings', limits.shapeBytes, onRefused);
    this.#onRefused = onRefused;
    this.#atTarget = new FairQueues(CHANGES, onRefused);
    this.#lists = new FairQueues(LISTS, onRefused);
    this.#database = database;
    this.#targets = targets;
  }

  /** Whether the principal may see the annotations of a target. @throws {HubError} camera_not_found, capture_not_found */
  mayView(principal: Pick<Principal, 'guest'>, target: AnnotationTarget, sessions: OpenSessions): boolean | Promise<boolean> {
    if (target.kind === 'camera') return mayWatch(principal, target.cameraId, sessions);
    return this.#targets.place(target).then(({ sessionId }) => mayViewSession(principal, sessionId));
  }

  /** @throws {HubError} camera_not_found, capture_not_found */
  place(target: AnnotationTarget): Promise<Place> {
    return this.#targets.place(target);
  }

  /** Annotations that are not removed, oldest first. @throws {HubError} camera_not_found, capture_not_found */
  async list(target: AnnotationTarget, by: Requester): Promise<Annotation[]> {
    await this.#targets.place(target);
    return this.#lists.run('', by, () => this.#read(target));
  }

  /** Reads in slices and yields to the event loop in between: freehand drawings on one target may total megabytes. */
  async #read(target: AnnotationTarget): Promise<Annotation[]> {
    const [column, value] = target.kind === 'camera' ? ['camera_id', target.cameraId] : ['capture_id', target.captureId];
    const sizes = await this.#database.use((em) =>
      em.execute<{ id: string; bytes: number }[]>(
        `select id, length(shape::text) as bytes from annotations where ${column} = ? and deleted_at is null order by created_at, id`,
        [value],
      ),
    );
    const annotations: Annotation[] = [];
    for (const ids of inSlices(sizes)) {
      const rows = await this.#database.use((em) => em.find(AnnotationEntity, { id: { $in: ids }, deletedAt: null }));
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const id of ids) {
        const row = byId.get(id);
        if (row) annotations.push(toAnnotation(row));
      }
      await setImmediate();
    }
    return annotations;
  }

  /** All revisions, oldest first. @throws {HubError} annotation_not_found */
  async history(id: string, by: Requester): Promise<AnnotationRevision[]> {
    const revisions = isUuid(id) ? await this.#lists.run('', by, () => this.#states(id)) : [];
    if (revisions.length === 0) throw annotationNotFound(id);
    return revisions;
  }

  /** Reads in slices: fifty revisions of a freehand drawing are megabytes. */
  async #states(id: string): Promise<AnnotationRevision[]> {
    const states: AnnotationRevision[] = [];
    for (;;) {
      const slice = await this.#database.use((em) => historyOf(em, id, states.at(-1)?.revision ?? 0, STATES_AT_ONCE));
      states.push(...slice);
      if (slice.length < STATES_AT_ONCE) return states;
      await setImmediate();
    }
  }

  /** The target of an annotation, even if it was removed. @throws {HubError} annotation_not_found */
  async target(id: string): Promise<AnnotationTarget> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(AnnotationEntity, { id })) : null;
    if (row === null) throw annotationNotFound(id);
    return targetOf(row);
  }

  /**
   * Creates an annotation, or changes an existing or removed one. Repeating the request changes nothing.
   * @throws {HubError} limit_reached when the target is full, conflict when the id belongs to another target, rate_limited
   */
  async put({ id, target, shape: drawn, revision }: AnnotationPut, author: Caller): Promise<AnnotationChange> {
    assertStorable(drawn, 'shape');
    const shape = rounded(drawn);
    await this.#rate.take(author, bytesOf(shape));
    return this.#inTurn(id, target, author, async (em, _target, place) => {
      mayDraw(author, place);
      await lockTarget(em, target);
      const row = await lockRow(em, id);
      if (row === null) return this.#draw(em, newRow({ id, target, shape }, author), author);
      if (!isDeepStrictEqual(targetOf(row), target)) throw elsewhere(id);
      mayChange(row, author, place);
      if (row.deletedAt === null && isDeepStrictEqual(row.shape, shape) && row.updatedById === author.userId) return unchanged(row);
      if (row.deletedAt !== null) await assertRoom(em, target, author, this.#limits);
      await assertBytes(em, { target, id, shape }, author, this.#limits);
      return this.#change(em, row, { author, revision }, () => {
        row.shape = shape;
        row.deletedAt = null;
      });
    });
  }

  /** Repeating the request changes nothing. @throws {HubError} annotation_not_found, forbidden */
  async remove(id: string, revision: number | undefined, author: Caller): Promise<AnnotationChange> {
    await this.#rate.take(author);
    return this.#inTurn(id, null, author, async (em, target, place) => {
      await lockTarget(em, target);
      const row = await this.#existing(em, id);
      mayRemove(row, author, place);
      if (row.deletedAt !== null) return unchanged(row);
      const removed = await this.#change(em, row, { author, revision }, (_row, at) => {
        row.deletedAt = at;
      });
      await deleteOldestRemoved(em, target, row.authorId, this.#limits);
      return removed;
    });
  }

  /** Restores a removed annotation. @throws {HubError} annotation_not_found, limit_reached when the target is full */
  async restore(id: string, author: Caller): Promise<AnnotationChange> {
    await this.#rate.take(author);
    return this.#inTurn(id, null, author, async (em, target, place) => {
      await lockTarget(em, target);
      const row = await this.#existing(em, id);
      mayChange(row, author, place);
      if (row.deletedAt === null) return unchanged(row);
      await assertRoom(em, target, author, this.#limits);
      await assertBytes(em, { target, id, shape: row.shape }, author, this.#limits);
      return this.#change(em, row, { author, revision: undefined }, () => {
        row.deletedAt = null;
      });
    });
  }

  /** Runs requests for one annotation in the order received. Concurrent transactions could commit in any order. */
  #inTurn(id: string, known: AnnotationTarget | null, author: Caller, work: Work): Promise<AnnotationChange> {
    return this.#ofOne.run(id, async () => {
      const target = known ?? (await this.target(id));
      const place = await this.#targets.place(target);
      const key = JSON.stringify(whereTarget(target));
      const outcome = await this.#atTarget.run(key, requesterOf(author), () => this.#transaction((em) => work(em, target, place), id));
      return this.#announce(outcome, place);
    });
  }

  async #existing(em: SqlEntityManager, id: string): Promise<AnnotationRow> {
    const row = await lockRow(em, id);
    if (row === null) throw annotationNotFound(id);
    return row;
  }

  async #draw(em: SqlEntityManager, row: AnnotationRow, author: Caller): Promise<Outcome> {
    const target = targetOf(row);
    await this.#targets.hold(em, target);
    await assertRoom(em, target, author, this.#limits);
    await assertBytes(em, { target, id: row.id, shape: row.shape }, author, this.#limits);
    await em.insert(AnnotationEntity, row);
    await keepRevision(em, row, signature(author), this.#limits);
    return { annotation: toAnnotation(row), changed: true };
  }

  async #change(
    em: SqlEntityManager,
    row: AnnotationRow,
    by: { author: Caller; revision: number | undefined },
    change: Change,
  ): Promise<Outcome> {
    const overtaken = by.revision !== undefined && by.revision < row.revision && row.updatedById !== by.author.userId;
    const replaced = overtaken ? await newestRevision(em, row) : undefined;
    const person = signature(by.author);
    const at = new Date();
    change(row, at);
    Object.assign(row, { revision: row.revision + 1, updatedAt: at, updatedById: person.id, updatedByName: person.name });
    await em.flush();
    await keepRevision(em, row, person, this.#limits);
    return { annotation: toAnnotation(row), changed: true, ...(replaced && { replaced }) };
  }

  async #transaction(work: (em: SqlEntityManager) => Promise<Outcome>, id: string): Promise<Outcome> {
    try {
      return await this.#database.transaction(work);
    } catch (error) {
      if (isUniqueViolation(error)) throw elsewhere(id); // drawn at the same moment on another target
      if (error instanceof HubError && error.code === 'limit_reached') this.#onRefused?.();
      throw error;
    }
  }

  #announce({ changed, ...change }: Outcome, place: Place): AnnotationChange {
    if (changed) this.emit('changed', change, place);
    return change;
  }
}

/** Splits the ids, in their order, into slices of at most SLICE_BYTES. A shape larger than that gets its own slice. */
function inSlices(sizes: readonly { readonly id: string; readonly bytes: number }[]): string[][] {
  const slices: string[][] = [];
  let left = 0;
  for (const { id, bytes } of sizes) {
    left -= bytes;
    if (left < 0 || slices.length === 0) {
      slices.push([]);
      left = SLICE_BYTES - bytes;
    }
    slices.at(-1)?.push(id);
  }
  return slices;
}

function unchanged(row: AnnotationRow): Outcome {
  return { annotation: toAnnotation(row), changed: false };
}

const elsewhere = (id: string): Error => conflict(`Annotation ${id} belongs to another target`);
