import type { BulkChange, BulkResult, Capture } from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import type { Library } from './grid/library.svelte.ts';
import { counted } from '../text/count-text.ts';

export interface Notices {
  undo(text: string, undo: () => void): void;
  error(error: unknown): void;
}

export interface EditsContext {
  readonly hub: HubClient;
  readonly library: Library;
  readonly session: Session;
  readonly notices: Notices;
}

type Kind = BulkChange['change'];

export function countText(count: number): string {
  return counted(count, '{0} capture', '{0} captures');
}

/** Edits one or many captures optimistically, with undo. Failures are shown and reverted. */
export class CaptureEdits {
  readonly #context: EditsContext;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: EditsContext) {
    this.#context = context;
  }

  async rate(captures: readonly Capture[], rating: number): Promise<void> {
    const before = captures.filter((capture) => capture.rating !== rating);
    if (before.length === 0) return;
    const words = rating === 0 ? 'Rating removed' : `Rated ${'★'.repeat(rating)}`;
    const ok = await this.#change(before, { kind: 'rate', rating }, (capture) => ({ ...capture, rating }));
    if (ok.length > 0) this.#context.notices.undo(`${words}: ${countText(ok.length)}`, () => void this.#rateBack(ok));
  }

  async tag(captures: readonly Capture[], add: readonly string[], remove: readonly string[] = []): Promise<void> {
    const before = captures.filter(({ tags }) => add.some((tag) => !tags.includes(tag)) || remove.some((tag) => tags.includes(tag)));
    if (before.length === 0) return;
    const ok = await this.#retag(before, add, remove);
    const words = [add.length > 0 && `Tagged ${add.join(', ')}`, remove.length > 0 && `Tag removed: ${remove.join(', ')}`].filter(Boolean);
    if (ok.length > 0)
      this.#context.notices.undo(`${words.join('; ')}: ${countText(ok.length)}`, () => void this.#tagBack(ok, add, remove));
  }

  /** Moves captures to the trash. Resolves with the captures that were moved. */
  async discard(captures: readonly Capture[]): Promise<readonly Capture[]> {
    const ok = await this.#send(captures, { kind: 'trash' });
    for (const { id } of ok) this.#context.library.forget(id);
    const words = ok.length === 1 ? 'Capture deleted' : `${countText(ok.length)} deleted`;
    if (ok.length > 0) this.#context.notices.undo(words, () => void this.restore(ok));
    return ok;
  }

  async restore(captures: readonly Capture[]): Promise<readonly Capture[]> {
    const ok = await this.#send(captures, { kind: 'restore' });
    for (const capture of ok) this.#context.library.put({ ...capture, deletedAt: null });
    return ok;
  }

  /** Deletes captures in the trash permanently. */
  purge(captures: readonly Capture[]): Promise<readonly Capture[]> {
    return this.#send(captures, { kind: 'purge' });
  }

  async #rateBack(captures: readonly Capture[]): Promise<void> {
    for (const rating of new Set(captures.map((capture) => capture.rating))) {
      const same = captures.filter((capture) => capture.rating === rating);
      await this.#change(same, { kind: 'rate', rating }, (capture) => ({ ...capture, rating }));
    }
  }

  #retag(captures: readonly Capture[], add: readonly string[], remove: readonly string[]): Promise<readonly Capture[]> {
    return this.#change(captures, { kind: 'tags', add: [...add], remove: [...remove] }, (capture) => ({
      ...capture,
      tags: [...capture.tags.filter((tag) => !remove.includes(tag) && !add.includes(tag)), ...add],
    }));
  }

  /** Restores the exact previous tags: a capture that had the tag before keeps it. */
  async #tagBack(captures: readonly Capture[], add: readonly string[], remove: readonly string[]): Promise<void> {
    for (const tag of add)
      await this.#retag(
        captures.filter(({ tags }) => !tags.includes(tag)),
        [],
        [tag],
      );
    for (const tag of remove)
      await this.#retag(
        captures.filter(({ tags }) => tags.includes(tag)),
        [tag],
        [],
      );
  }

  async #change(captures: readonly Capture[], change: Kind, as: (capture: Capture) => Capture): Promise<readonly Capture[]> {
    const { library } = this.#context;
    const now = captures.map((capture) => library.get(capture.id) ?? capture);
    for (const capture of now) if (library.get(capture.id)) library.put(as(capture));
    const ok = await this.#send(now, change);
    const done = new Set(ok.map(({ id }) => id));
    for (const capture of now) if (!done.has(capture.id)) library.put(capture);
    return captures.filter(({ id }) => done.has(id));
  }

  /** Requests run one after the other: parallel ones could arrive in a different order, and an older one would win. */
  #inOrder<T>(ask: () => Promise<T>): Promise<T> {
    const asked = this.#last.then(ask, ask);
    this.#last = asked;
    return asked;
  }

  /** Resolves with the changed captures; shows the failures. */
  async #send(captures: readonly Capture[], change: Kind): Promise<readonly Capture[]> {
    if (captures.length === 0) return [];
    const { hub, session, notices } = this.#context;
    let result: BulkResult;
    try {
      result = await this.#inOrder(() => hub.library.change({ ids: captures.map(({ id }) => id), change }));
    } catch (error) {
      notices.error(session.handleError(error));
      return [];
    }
    const [refused] = result.refused;
    if (refused) notices.error(new HubError('conflict', `${countText(result.refused.length)} could not be changed: ${refused.message}`));
    const changed = new Set(result.changed);
    return captures.filter(({ id }) => changed.has(id));
  }
}
