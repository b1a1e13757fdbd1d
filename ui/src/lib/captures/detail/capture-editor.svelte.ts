import { changeTags, joinTagChanges, tagDifference, type Capture, type CapturePatch } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';

const SAVE_AFTER_MS = 700;
const SAVED_SHOWN_MS = 2000;

type Words = Omit<CapturePatch, 'tags'>;

/** Edits label, notes, rating and tags of one capture. Saves shortly after typing stops; a failed save keeps the text. */
export class CaptureEditor {
  state = $state<'idle' | 'waiting' | 'saving' | 'saved' | 'failed'>('idle');
  error = $state<string | null>(null);
  /** The edited fields as they were before the first change. */
  #before = $state.raw<Words | null>(null);
  #draft = $state.raw<Words>({});
  #saved: Capture;
  /** Tags that were sent: the hub may have stored them even when its answer was lost. */
  #sentTags: readonly string[] = [];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #hub: HubClient;
  readonly #session: Session;

  constructor(capture: Capture, hub: HubClient, session: Session) {
    this.#saved = $state.raw(capture);
    this.#hub = hub;
    this.#session = session;
  }

  readonly label = $derived.by(() => this.#draft.label ?? this.#saved.label ?? '');
  readonly notes = $derived.by(() => this.#draft.notes ?? this.#saved.notes ?? '');
  readonly tags = $derived.by(() => changeTags(this.#saved.tags, this.#draft));
  readonly rating = $derived.by(() => this.#draft.rating ?? this.#saved.rating);

  readonly undoable = $derived.by(() => this.#before !== null && Object.keys(this.#draft).length === 0);

  /** Reverts the saved changes. */
  undo(): void {
    if (!this.#before) return;
    const before = this.#before;
    this.#before = null;
    this.change(before, 0);
  }

  /** An update from the hub; fields being edited keep their text. */
  receive(capture: Capture): void {
    if (capture.id === this.#saved.id) this.#saved = capture;
  }

  change(patch: Words, saveAfterMs = SAVE_AFTER_MS): void {
    this.#draft = { ...this.#draft, ...patch };
    this.state = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), saveAfterMs);
  }

  /** Sends added and removed tags only, so that other users' tags stay. `before`: the list that was edited. */
  changeTags(before: readonly string[], after: readonly string[]): void {
    const change = joinTagChanges(this.#draft, tagDifference(before, after));
    // Prefixes of a tag being typed were never sent.
    const removeTags = change.removeTags.filter((tag) => this.#sentTags.includes(tag) || this.#saved.tags.includes(tag));
    this.change({ ...change, removeTags });
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    const sent = this.#draft;
    // Changes made during a save are saved afterwards: parallel saves could arrive in reverse order.
    if (Object.keys(sent).length === 0 || this.#sending) return;
    this.#sending = true;
    this.state = 'saving';
    const before = this.#inverseOf(sent);
    this.#sentTags = [...this.#sentTags, ...(sent.addTags ?? [])];
    try {
      this.#saved = await this.#hub.updateCapture(this.#saved.id, sent);
      this.error = null;
      this.#before = { ...before, ...this.#before, ...(before.addTags && joinTagChanges(before, this.#before ?? {})) };
      if (this.#draft === sent) this.#settled();
      else this.change({}, 0);
    } catch (error) {
      this.error = errorText(this.#session.handleError(error));
      this.state = 'failed';
    } finally {
      this.#sending = false;
    }
  }

  /** Saves pending changes without waiting. */
  close(): void {
    if (this.state === 'waiting') void this.save();
    clearTimeout(this.#timer);
  }

  /** The update that reverts a change. Tags that did not change are left out. */
  #inverseOf({ label, notes, rating, addTags, removeTags = [] }: Words): Words {
    const saved = this.#saved;
    return {
      ...(label !== undefined && { label: saved.label ?? '' }),
      ...(notes !== undefined && { notes: saved.notes ?? '' }),
      ...(rating !== undefined && { rating: saved.rating }),
      ...(addTags && {
        addTags: removeTags.filter((tag) => saved.tags.includes(tag)),
        removeTags: addTags.filter((tag) => !saved.tags.includes(tag)),
      }),
    };
  }

  #settled(): void {
    this.#draft = {};
    this.state = 'saved';
    this.#timer = setTimeout(() => {
      if (this.state === 'saved') this.state = 'idle';
    }, SAVED_SHOWN_MS);
  }
}
