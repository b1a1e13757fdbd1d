/** Events about captures, and how rows become events. */
import type { EventEmitter } from 'node:events';
import type { Capture } from '@eyepiece/shared-types';
import type { HubError } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import { toCapture } from './presenter.ts';
import type { Removed } from './removal.ts';

export type ChangedCapture = Pick<CaptureRow, 'id' | 'sessionId'>;

export interface CaptureEvents {
  created: [Capture];
  updated: [Capture];
  deleted: [{ id: string; cameraId: string; sessionId: string | null; deletedAt: string }];
  purged: [readonly Removed[]];
  /** A bulk change. */
  changedMany: [{ change: 'updated' | 'deleted'; captures: readonly ChangedCapture[] }];
  /** An upload was refused for lack of space, here or at another hub. The camera service retries it. */
  refused: [{ id: string; sizeBytes: number; error: HubError; elsewhere?: boolean }];
}

export class CaptureAnnouncements {
  readonly #events: EventEmitter<CaptureEvents>;
  readonly #basePath: string;

  /** @param basePath prefix of the captures' addresses */
  constructor(events: EventEmitter<CaptureEvents>, basePath: string) {
    this.#events = events;
    this.#basePath = basePath;
  }

  present(row: CaptureRow): Capture {
    return toCapture(row, this.#basePath);
  }

  created(row: CaptureRow): Capture {
    const capture = this.present(row);
    this.#events.emit('created', capture);
    return capture;
  }

  updated(row: CaptureRow): Capture {
    const capture = this.present(row);
    this.#events.emit('updated', capture);
    return capture;
  }

  trashed(row: CaptureRow): Capture {
    const deletedAt = row.deletedAt?.toISOString() ?? '';
    this.#events.emit('deleted', { id: row.id, cameraId: row.cameraId, sessionId: row.sessionId ?? null, deletedAt });
    return this.present(row);
  }

  /** One event for a bulk change; the event of a single change for one capture. */
  changedMany(rows: readonly CaptureRow[], change: 'updated' | 'deleted'): void {
    const [first] = rows;
    if (rows.length > 1) this.#events.emit('changedMany', { change, captures: rows });
    else if (first && change === 'deleted') this.trashed(first);
    else if (first) this.updated(first);
  }

  purged(removed: readonly Removed[]): void {
    if (removed.length > 0) this.#events.emit('purged', removed);
  }
}
