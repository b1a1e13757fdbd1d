/** Edits of captures. A single edit also writes the sidecar; for bulk edits the sidecars follow in the background. */
import type { BulkChange, CapturePatch, CaptureRevision } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { captureNotFound, conflict, HubError } from '../../../errors.ts';
import { CaptureEntity, CaptureRevisionEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { tagsAfter } from '../../../persistence/rows/tags-after.ts';
import { isUuid } from '../../../persistence/uuid.ts';
import { textOrNull, toSidecar } from '../presenter.ts';
import { isMissing } from '../../store/durable-files.ts';
import type { Sidecars } from './sidecars.ts';
import type { CaptureStore, PreparedSidecar } from '../files/store.ts';
import { UnansweredEdits, type SettledEdits } from './unanswered-edits.ts';

/** The author of a change: a person or a retention rule. */
export interface Editor {
  readonly userId: string | null;
  readonly name: string;
}

type Edit = Exclude<BulkChange['change'], { kind: 'purge' }> | { readonly kind: 'patch'; readonly patch: CapturePatch };
type Words = Pick<CaptureRow, 'label' | 'notes' | 'tags' | 'rating'>;

export interface EditedMany {
  readonly changed: CaptureRow[];
  readonly refused: { readonly id: string; readonly message: string }[];
}

/** Captures per transaction: few enough to hold locks briefly and not to delay live frames. */
const BATCH = 100;
/** Single edits of one capture are serialized, so only bulk edits can cause a retry. */
const ATTEMPTS = 5;
const WORDS = ['label', 'notes', 'tags', 'rating'] as const;
const ACTIONS = { trash: 'trashed', restore: 'restored', rate: 'edited', tags: 'edited', patch: 'edited' } as const;

interface EditsParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly sidecars: Sidecars;
}

export class Edits {
  readonly #parts: EditsParts;
  readonly #unanswered: UnansweredEdits;

  constructor(parts: EditsParts) {
    this.#parts = parts;
    this.#unanswered = new UnansweredEdits(parts.database);
  }

  /** Edits that were made although the answer to their commit was lost. @throws {HubError} database_unavailable */
  settle(): Promise<SettledEdits> {
    return this.#unanswered.settle();
  }

  /**
   * Changes a row and its sidecar. The sidecar is written to a temporary file before the transaction and renamed after
   * it. So a full disk changes neither, and no transaction waits for the disk. A crash in between leaves the sidecar due.
   * @throws {HubError} capture_not_found, no_space, or conflict when others keep changing the capture
   */
  async editOne(id: string, edit: Edit, by: Editor | undefined): Promise<CaptureRow> {
    if (!isUuid(id)) throw captureNotFound(id);
    return this.#parts.sidecars.inTurn(id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const row = await this.#attempt(id, edit, by);
        if (row !== undefined) return row;
      }
      throw conflict(`Capture ${id} is being changed by others, try again`);
    });
  }

  /** @returns undefined when the row was changed between reading and writing */
  async #attempt(id: string, edit: Edit, by: Editor | undefined): Promise<CaptureRow | undefined> {
    const draft = await this.#parts.database.use((em) => em.findOne(CaptureEntity, { id }));
    if (draft === null) throw captureNotFound(id);
    const revision = apply(draft, edit);
    if (!revision) return draft;
    const sidecar = await this.#parts.store.prepareSidecar(draft.path, toSidecar(draft));
    try {
      const row = await this.#commit(draft, revision, by, edit.kind === 'trash');
      if (row !== undefined) await this.#commitSidecar(sidecar, row);
      return row;
    } finally {
      await sidecar.discard();
    }
  }

  #commit(draft: CaptureRow, revision: Change, by: Editor | undefined, isTrash: boolean): Promise<CaptureRow | undefined> {
    const { id, edits, label, notes, tags, rating, deletedAt } = draft;
    const work = async (em: SqlEntityManager): Promise<CaptureRow | undefined> => {
      const row = await em.findOne(CaptureEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (row === null) throw captureNotFound(id);
      if (row.edits !== edits - 1) return undefined;
      Object.assign(row, { edits, label, notes, tags, rating, deletedAt });
      await em.flush();
      await recordAll(em, [{ captureId: id, ...revision }], by);
      return row;
    };
    return this.#unanswered.transaction(work, (row) => (row ? [row] : []), isTrash);
  }

  /** The row is already committed. A sidecar that cannot be renamed stays due. */
  async #commitSidecar(sidecar: PreparedSidecar, row: CaptureRow): Promise<void> {
    const { sidecars } = this.#parts;
    try {
      await sidecar.commit();
    } catch (error) {
      // Without the capture's folder there is no sidecar to write.
      if (!isMissing(error)) {
        sidecars.distrust(row.id);
        return;
      }
    }
    try {
      if (await sidecars.written(row.id, row.edits)) row.sidecarEdits = row.edits;
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
    }
  }

  /**
   * Changes the captures that `mayChange` accepts, one transaction per batch, and marks their sidecars as due.
   * Yields the result of each committed batch; a later failure does not undo it.
   * @param mayChange throws when a capture must not change; the message is reported to the caller
   */
  async *editMany(
    ids: readonly string[],
    edit: Edit,
    by: Editor | undefined,
    mayChange: (row: CaptureRow) => void,
  ): AsyncGenerator<EditedMany, void, undefined> {
    // The same lock order everywhere prevents deadlocks.
    const sorted = [...new Set(ids)].sort();
    for (let at = 0; at < sorted.length; at += BATCH) yield await this.#batch(sorted.slice(at, at + BATCH), edit, by, mayChange);
  }

  #batch(ids: readonly string[], edit: Edit, by: Editor | undefined, mayChange: (row: CaptureRow) => void): Promise<EditedMany> {
    const work = async (em: SqlEntityManager): Promise<EditedMany> => {
      const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
      const rows = new Map((await em.find(CaptureEntity, { id: { $in: [...ids] } }, locked)).map((row) => [row.id, row]));
      const result: EditedMany = { changed: [], refused: [] };
      const revisions: Revision[] = [];
      for (const id of ids) {
        try {
          const row = rows.get(id);
          if (!row) throw captureNotFound(id);
          mayChange(row);
          const revision = apply(row, edit);
          if (revision) revisions.push({ captureId: id, ...revision });
          result.changed.push(row);
        } catch (error) {
          if (!(error instanceof HubError)) throw error;
          result.refused.push({ id, message: error.message });
        }
      }
      await em.flush();
      await recordAll(em, revisions, by);
      return result;
    };
    return this.#unanswered.transaction(work, ({ changed }) => changed, edit.kind === 'trash');
  }
}

interface Change {
  readonly action: 'edited' | 'trashed' | 'restored';
  readonly changes: CaptureRevision['changes'];
}
interface Revision extends Change {
  readonly captureId: string;
}

/** Changes the row. @returns undefined when the edit makes no difference */
function apply(row: CaptureRow, edit: Edit): Change | undefined {
  const before = wordsOf(row);
  const wasDeleted = row.deletedAt !== null;
  change(row, edit);
  const after = wordsOf(row);
  const changes = Object.fromEntries(
    WORDS.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [
      name,
      { before: before[name], after: after[name] },
    ]),
  );
  if (Object.keys(changes).length === 0 && wasDeleted === (row.deletedAt !== null)) return undefined;
  row.edits += 1;
  return { action: ACTIONS[edit.kind], changes };
}

function wordsOf({ label, notes, tags, rating }: CaptureRow): Words {
  return { label: label ?? null, notes: notes ?? null, tags: [...tags], rating };
}

/** An empty label or note clears the field. */
function change(row: CaptureRow, edit: Edit): void {
  if (edit.kind === 'trash') row.deletedAt ??= new Date();
  else if (edit.kind === 'restore') row.deletedAt = null;
  else if (edit.kind === 'rate') row.rating = edit.rating;
  else if (edit.kind === 'tags') row.tags = tagsAfter(row.tags, { removeTags: edit.remove, addTags: edit.add });
  else {
    const { label, notes, rating } = edit.patch;
    if (label !== undefined) row.label = textOrNull(label);
    if (notes !== undefined) row.notes = textOrNull(notes);
    row.tags = tagsAfter(row.tags, edit.patch);
    if (rating !== undefined) row.rating = rating;
  }
}

async function recordAll(em: SqlEntityManager, revisions: readonly Revision[], by: Editor | undefined): Promise<void> {
  if (revisions.length === 0) return;
  const at = new Date();
  const who = { at, userId: by?.userId ?? null, userName: by?.name ?? '' };
  await em.insertMany(
    CaptureRevisionEntity,
    revisions.map((revision) => ({ ...revision, ...who })),
  );
}
