/** Changes captures, has their sidecars written and announces the changes. */
import type { BulkChange, BulkResult, Capture, CapturePatch } from '@eyepiece/shared-types';
import { HubError } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import type { CaptureAnnouncements } from './announcements.ts';
import type { EditedMany, Editor, Edits } from './edits/edits.ts';
import type { Sidecars } from './edits/sidecars.ts';

type ManyChange = Exclude<BulkChange['change'], { kind: 'purge' }>;

interface ChangeParts {
  readonly edits: Edits;
  readonly sidecars: Sidecars;
  readonly announcements: CaptureAnnouncements;
}

export class CaptureChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async patch(id: string, patch: CapturePatch, by: Editor | undefined): Promise<Capture> {
    assertStorable(patch);
    return this.#parts.announcements.updated(await this.#editOne(id, { kind: 'patch', patch }, by));
  }

  async trash(id: string, by: Editor | undefined): Promise<Capture> {
    return this.#parts.announcements.trashed(await this.#editOne(id, { kind: 'trash' }, by));
  }

  async restore(id: string, by: Editor | undefined): Promise<Capture> {
    return this.#parts.announcements.updated(await this.#editOne(id, { kind: 'restore' }, by));
  }

  /** @param mayChange throws when a capture must not change; the message is reported to the caller */
  async changeAll(
    ids: readonly string[],
    change: ManyChange,
    by: Editor | undefined,
    mayChange: (capture: Capture) => void,
  ): Promise<BulkResult> {
    assertStorable(change, 'change');
    const { changed, refused } = await this.#editMany(ids, change, by, (row) => mayChange(this.#parts.announcements.present(row)));
    return { changed: changed.map(({ id }) => id), refused };
  }

  async trashMany(ids: readonly string[], by: Editor, mayTrash: (row: CaptureRow) => void): Promise<readonly CaptureRow[]> {
    return (await this.#editMany(ids, { kind: 'trash' }, by, mayTrash)).changed;
  }

  /**
   * Writes the sidecars that are due, and announces edits that were made without an answer. Resolves when none is left,
   * or when it cannot be done now.
   */
  async repairSidecars(): Promise<void> {
    this.#parts.sidecars.wake();
    await this.#parts.sidecars.settled();
    await this.#announceSettled();
  }

  async #announceSettled(): Promise<void> {
    try {
      const { updated, deleted } = await this.#parts.edits.settle();
      this.#parts.announcements.changedMany(updated, 'updated');
      this.#parts.announcements.changedMany(deleted, 'deleted');
    } catch (error) {
      // The database is still away: the next repair settles them.
      if (!(error instanceof HubError)) throw error;
    }
  }

  async #editOne(...order: Parameters<Edits['editOne']>): Promise<CaptureRow> {
    try {
      const row = await this.#parts.edits.editOne(...order);
      if (row.sidecarEdits !== row.edits) void this.repairSidecars();
      return row;
    } catch (error) {
      void this.repairSidecars();
      throw error;
    }
  }

  async #editMany(...order: Parameters<Edits['editMany']>): Promise<EditedMany> {
    const all: EditedMany = { changed: [], refused: [] };
    try {
      for await (const { changed, refused } of this.#parts.edits.editMany(...order)) {
        all.changed.push(...changed);
        all.refused.push(...refused);
      }
    } finally {
      // The outcome of a failed batch may be unknown. If it was committed, its sidecars are due.
      void this.repairSidecars();
      this.#parts.announcements.changedMany(all.changed, order[1].kind === 'trash' ? 'deleted' : 'updated');
    }
    return all;
  }
}
