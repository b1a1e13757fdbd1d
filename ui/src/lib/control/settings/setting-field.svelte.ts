import { sameValue } from '../../text/number-text.ts';

export interface SettingFieldSource<T> {
  /** The camera's current value. */
  actual(): T;
  /** Sends the value; resolves with the value read back. */
  send(value: T): Promise<T>;
  /** null: shown elsewhere; the field only reverts. */
  explain(error: unknown): string | null;
}

/**
 * Editing state of one setting. Updates from elsewhere never overwrite input; a rejected value reverts to the
 * camera's value.
 */
export class SettingField<T> {
  readonly #source: SettingFieldSource<T>;
  #draft = $state.raw<{ readonly value: T } | null>(null);
  /** The camera's value when editing began. */
  #basis = $state.raw<{ readonly value: T } | null>(null);
  #pending = $state.raw<{ readonly value: T } | null>(null);
  #answered = $state.raw<{ readonly asked: T; readonly got: T } | null>(null);
  error = $state<string | null>(null);
  #sendCount = 0;

  constructor(source: SettingFieldSource<T>) {
    this.#source = source;
  }

  readonly actual = $derived.by(() => this.#source.actual());
  readonly editing = $derived(this.#basis !== null);
  readonly sending = $derived(this.#pending !== null);
  readonly shown = $derived.by(() => (this.#draft ?? this.#pending ?? { value: this.actual }).value);

  /** The camera's value when it changed during editing. */
  readonly elsewhere = $derived.by<T | null>(() => (this.#basis && !sameValue(this.#basis.value, this.actual) ? this.actual : null));

  /** The requested value while the camera's value differs from it. */
  readonly requested = $derived.by<T | null>(() => {
    const answered = this.#answered;
    if (!answered || sameValue(answered.asked, answered.got) || !sameValue(answered.got, this.actual)) return null;
    return answered.asked;
  });

  begin(): void {
    this.#basis ??= { value: this.#source.actual() };
  }

  change(value: T): void {
    this.begin();
    this.error = null;
    this.#draft = { value };
  }

  /** Rejects invalid input. The field stays in editing so that it can be corrected. */
  refuse(why: string): void {
    this.begin();
    this.error = why;
  }

  cancel(): void {
    this.#draft = null;
    this.#basis = null;
    this.error = null;
  }

  async commit(value: T): Promise<void> {
    this.cancel();
    if (this.#pending === null && sameValue(value, this.#source.actual())) return;
    const sent = ++this.#sendCount;
    this.#pending = { value };
    this.#answered = null;
    try {
      const got = await this.#source.send(value);
      if (sent === this.#sendCount) this.#answered = { asked: value, got };
    } catch (error) {
      if (sent === this.#sendCount) this.error = this.#source.explain(error);
    } finally {
      if (sent === this.#sendCount) this.#pending = null;
    }
  }
}
