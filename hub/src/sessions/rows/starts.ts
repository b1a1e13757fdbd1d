/** Creates sessions: at most one open session per camera, and a limited number per person and day. */
import { randomUUID } from 'node:crypto';
import type { startSessionSchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import type { Caller } from '../../people/caller.ts';
import { cameraNotFound, conflict, limitReached } from '../../errors.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import { isUniqueViolation } from '../../persistence/orm/database-errors.ts';
import type { CaptureSessionRow, SessionParticipantRow } from '../../persistence/entities/sessions/capture-session.ts';
import type { SessionStore } from './store.ts';

export type StartRequest = z.output<typeof startSessionSchema>;

interface StartParts {
  readonly registry: CameraRegistry;
  readonly store: SessionStore;
  readonly limits: WritingLimits;
  /** Called for every start refused by a limit. */
  readonly onRefused: (() => void) | undefined;
}

interface StartedSession {
  readonly row: CaptureSessionRow;
  /** The first participant. */
  readonly owner: SessionParticipantRow;
}

const DAY_MS = 24 * 3_600_000;

export class SessionStarts {
  readonly #parts: StartParts;

  constructor(parts: StartParts) {
    this.#parts = parts;
  }

  /** @throws {HubError} camera_not_found, limit_reached, or conflict with the title of the session that is already open */
  async insert(request: StartRequest, caller: Caller, startedAt: Date): Promise<StartedSession> {
    const { registry, store } = this.#parts;
    const camera = registry.get(request.cameraId);
    if (!camera) throw cameraNotFound(request.cameraId);
    await this.#assertMayStart(caller, startedAt);
    const ownerId = caller.userId;
    const row: CaptureSessionRow = {
      ...request,
      id: randomUUID(),
      tags: [...new Set(request.tags)],
      cameraName: camera.state.name,
      ownerId,
      ownerName: caller.name,
      startedAt,
      endedAt: null,
      endReason: null,
      formerGuests: 0,
    };
    const owner = { sessionId: row.id, userId: ownerId, name: caller.name, guest: false, joinedAt: startedAt, leftAt: null };
    await store.insert(row, owner).catch((error: unknown) => this.#refuseSecond(error, camera.id));
    return { row, owner };
  }

  async #refuseSecond(error: unknown, cameraId: string): Promise<never> {
    if (!isUniqueViolation(error)) throw error;
    const row = await this.#parts.store.openOf(cameraId);
    throw conflict(`Camera ${row?.cameraName ?? cameraId} already has an open session: "${row?.title ?? ''}" of ${row?.ownerName ?? ''}`);
  }

  async #assertMayStart({ userId }: Caller, now: Date): Promise<void> {
    const { store, limits, onRefused } = this.#parts;
    const { sessionsPerPersonPerDay: most } = limits;
    if ((await store.startedBy(userId, new Date(now.getTime() - DAY_MS))) < most) return;
    onRefused?.();
    throw limitReached(`A person may start at most ${String(most)} sessions per day`);
  }
}
