/** Shots: takes pictures of several cameras by one order. */
import { randomUUID } from 'node:crypto';
import {
  GROUP_CAMERAS_MAX,
  spreadOf,
  startOfExposure,
  type Capture,
  type CaptureListQuery,
  type CaptureMetadata,
  type CapturePage,
  type CaptureRequest,
  type Shot,
  type ShotOrder,
  type ShotResult,
  type ShotSpread,
  type WantedShot,
} from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { conflict, notFound } from '../../errors.ts';
import type { Caller } from '../../people/caller.ts';
import { authorizeAt } from '../../people/policies.ts';
import type { CameraGroups } from '../../persistence/rows/camera-groups.ts';
import type { ShotRow } from '../../persistence/entities/cameras/camera-group.ts';
import type { ShotRows } from '../../persistence/rows/shot-rows.ts';
import { isUuid } from '../../persistence/uuid.ts';
import type { Commands } from '../commands.ts';
import { authorizeSome, failureOf, targetsOf } from './targets.ts';

/** The part of the library that shots need. */
export interface ShotCaptures {
  list(query: CaptureListQuery): Promise<CapturePage>;
  /** Writes the spread into the captures of the shot that the library has. */
  noteSpread(shotId: string, spread: ShotSpread): Promise<void>;
}

export interface ShotsParts {
  readonly commands: Pick<Commands, 'capture'>;
  readonly groups: Pick<CameraGroups, 'get'>;
  readonly rows: ShotRows;
  readonly captures: ShotCaptures;
  readonly logger: Logger;
}

/** Longer than any capture. A shot that has no answer by then has lost its hub, and is answered with what arrived, ms. */
const LOST_AFTER_MS = 3600_000;

interface Running {
  readonly userId: string;
  readonly ended: Promise<Shot>;
}

export class Shots {
  readonly #parts: ShotsParts;
  /** By the id of the shot. */
  readonly #running = new Map<string, Running>();

  constructor(parts: ShotsParts) {
    this.#parts = parts;
  }

  /**
   * Asks all cameras at once and waits for all answers. A camera that fails does not stop the others. The same id again
   * is answered with the first answer.
   * @throws {HubError} not_found for the group, or conflict: an empty group, or an id that another person has used
   */
  take(wanted: WantedShot, person: Caller): Promise<Shot> {
    const id = wanted.id ?? randomUUID();
    const running = this.#running.get(id);
    if (running?.userId === person.userId) return running.ended;
    if (running) return Promise.reject(usedBySomebodyElse(id));
    const ended = this.#take(id, wanted, person).finally(() => this.#running.delete(id));
    this.#running.set(id, { userId: person.userId, ended });
    return ended;
  }

  /** Includes captures that arrived after the answer. @throws {HubError} not_found */
  async get(id: string): Promise<Shot> {
    const { rows, captures } = this.#parts;
    if (!isUuid(id)) throw notFound(`Shot ${id}`);
    const [row, page] = await Promise.all([rows.find(id), captures.list({ shotId: id, limit: GROUP_CAMERAS_MAX, deleted: false })]);
    const [newest] = page.captures;
    if (row) return present(row, merged(row.results, page.captures));
    if (!newest) throw notFound(`Shot ${id}`);
    const begunAt = page.captures.reduce((earliest, { capturedAt }) => (capturedAt < earliest ? capturedAt : earliest), newest.capturedAt);
    const { user, shot } = newest;
    return { id, group: shot?.group ?? null, by: user ?? null, begunAt, endedAt: begunAt, ...outcome(merged([], page.captures)) };
  }

  async #take(id: string, wanted: WantedShot, person: Caller): Promise<Shot> {
    const { groups, rows } = this.#parts;
    const { group, cameraIds } = await targetsOf(groups, wanted);
    authorizeSome(person, 'capture:create', cameraIds);
    const row: ShotRow = {
      id,
      groupId: group?.id ?? null,
      groupName: group?.name ?? null,
      userId: isUuid(person.userId) ? person.userId : null,
      userName: person.name,
      begunAt: new Date(),
      endedAt: null,
      results: cameraIds.map(unanswered),
    };
    if (!(await rows.begin(row))) return this.#again(id, person);
    const order: ShotOrder = {
      id,
      size: cameraIds.length,
      ...(group && { group: { id: group.id, name: group.name } }),
      // All starts are converted to the clock of this hub.
      clock: { offsetUs: 0, uncertaintyUs: 0 },
    };
    const results = await Promise.all(cameraIds.map((cameraId) => this.#one(cameraId, wanted.capture ?? {}, person, order)));
    const endedAt = new Date();
    const shot = present({ ...row, endedAt }, results);
    await this.#record(shot, endedAt);
    return shot;
  }

  /** The shot exists, here or at another hub. */
  async #again(id: string, person: Caller): Promise<Shot> {
    const row = await this.#parts.rows.find(id);
    if (row?.userId !== person.userId) throw usedBySomebodyElse(id);
    const isLost = Date.now() - row.begunAt.getTime() > LOST_AFTER_MS;
    if (!row.endedAt && !isLost) throw conflict(`Shot ${id} has begun and has no answer yet; GET /shots/${id} shows what has arrived`);
    return this.get(id);
  }

  async #one(cameraId: string, request: CaptureRequest, person: Caller, shot: ShotOrder): Promise<ShotResult> {
    try {
      authorizeAt(person, 'capture:create', cameraId);
      const { state, capture } = await this.#parts.commands.capture(cameraId, request, person, { shot });
      return { cameraId, state, ...takenOf(capture) };
    } catch (error) {
      return { cameraId, state: 'failed', error: failureOf(error, cameraId, this.#parts.logger) };
    }
  }

  /** The pictures are taken already, so an unavailable database does not make the order fail. */
  async #record({ id, results, spread }: Shot, endedAt: Date): Promise<void> {
    const { rows, captures, logger } = this.#parts;
    try {
      await rows.end(id, results, endedAt);
      if (spread) await captures.noteSpread(id, spread);
    } catch (error) {
      logger.warn({ shotId: id, err: error }, 'the answer of a shot could not be stored');
    }
  }
}

function usedBySomebodyElse(id: string): Error {
  return conflict(`The id ${id} belongs to a shot of another person: choose a new one`);
}

function unanswered(cameraId: string): ShotResult {
  return { cameraId, state: 'failed', error: { code: 'camera_timeout', message: 'The camera has not answered yet' } };
}

function takenOf(capture: CaptureMetadata): Pick<ShotResult, 'captureId' | 'exposure'> {
  const exposure = startOfExposure(capture);
  return { captureId: capture.id, ...(exposure && { exposure }) };
}

function present(row: ShotRow, results: readonly ShotResult[]): Shot {
  const { id, groupId, groupName, userId, userName, begunAt, endedAt } = row;
  const group = typeof groupId === 'string' ? { id: groupId, name: groupName ?? '' } : null;
  const by = typeof userId === 'string' ? { id: userId, name: userName ?? '' } : null;
  return { id, group, by, begunAt: begunAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, ...outcome(results) };
}

function outcome(results: readonly ShotResult[]): Pick<Shot, 'results' | 'spread'> {
  return { results: [...results], spread: spreadOf(results.flatMap(({ exposure }) => exposure ?? [])) };
}

/** The answers of the cameras, completed with the captures that have arrived since. */
function merged(results: readonly ShotResult[], captures: readonly Capture[]): ShotResult[] {
  const stored = new Map(
    captures.map((capture) => [capture.cameraId, { cameraId: capture.cameraId, state: 'stored', ...takenOf(capture) } as const]),
  );
  const known = results.map((result) => stored.get(result.cameraId) ?? result);
  const others = [...stored.values()].filter(({ cameraId }) => !results.some((result) => result.cameraId === cameraId));
  return [...known, ...others];
}
