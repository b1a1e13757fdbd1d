/** Issues fences. PostgreSQL has the truth; without it a fence is above all that camera and hubs have seen. */
import type { Logger } from 'pino';
import type { Database } from '../../persistence/orm/orm.ts';

/** Time for PostgreSQL to answer. The camera service waits 10 s for the answer to its hello. */
const DEADLINE_MS = 2000;

/** One statement, so that two hubs never get the same fence. */
const CLAIM = `insert into camera_homes (camera_id, fence, hub_id, claimed_at) values (?, ?, ?, now())
  on conflict (camera_id) do update
  set fence = greatest(camera_homes.fence + 1, excluded.fence), hub_id = excluded.hub_id, claimed_at = excluded.claimed_at
  returning fence`;

const STORE = `insert into camera_homes (camera_id, fence, hub_id, claimed_at) values (?, ?, ?, now())
  on conflict (camera_id) do update set fence = excluded.fence, hub_id = excluded.hub_id, claimed_at = excluded.claimed_at
  where camera_homes.fence < excluded.fence`;

export interface FencesParts {
  readonly database: Database;
  readonly hubId: string;
  readonly logger: Logger;
  readonly deadlineMs?: number;
}

export class Fences {
  readonly #parts: FencesParts;
  /** Fences issued without PostgreSQL, by camera. */
  readonly #unstored = new Map<string, number>();

  constructor(parts: FencesParts) {
    this.#parts = parts;
  }

  /** A fence above `seen`, the highest that camera service and hub know, and above all stored ones. */
  async claim(cameraId: string, seen: number): Promise<number> {
    const { database, hubId, logger, deadlineMs = DEADLINE_MS } = this.#parts;
    const floor = Math.max(seen, this.#unstored.get(cameraId) ?? 0) + 1;
    try {
      const [row] = await database.useWithin(deadlineMs, (em) => em.execute<{ fence: string | number }[]>(CLAIM, [cameraId, floor, hubId]));
      this.#unstored.delete(cameraId);
      return Number(row?.fence);
    } catch (error) {
      logger.warn({ cameraId, err: error }, 'the fence of a camera could not be stored yet');
      this.#unstored.set(cameraId, floor);
      return floor;
    }
  }

  /** Stores the fences that were issued without PostgreSQL. Called regularly. */
  async storeLate(): Promise<void> {
    const { database, hubId, deadlineMs = DEADLINE_MS } = this.#parts;
    for (const [cameraId, fence] of [...this.#unstored]) {
      await database.useWithin(deadlineMs, (em) => em.execute(STORE, [cameraId, fence, hubId]));
      if (this.#unstored.get(cameraId) === fence) this.#unstored.delete(cameraId);
    }
  }
}
