import { errorText } from '../text/error-text.ts';

/** The submissions of a form in a dialog, one at a time. The user may close the dialog while one is under way. */
export class Submission {
  busy = $state(false);
  failure = $state<string | null>(null);
  /** Of the dialog as it is open now. */
  #opening = {};
  readonly #failedUnseen: (error: unknown) => void;

  /** @param failedUnseen shows the error of a submission whose dialog was closed */
  constructor(failedUnseen: (error: unknown) => void) {
    this.#failedUnseen = failedUnseen;
  }

  /**
   * Does nothing while an earlier submission is under way.
   * @param submit an answer of `false` leaves the dialog open, as for a wrong field
   * @param done called after it, unless the dialog was closed meanwhile
   */
  async run<Answer>(submit: () => Promise<Answer>, done: (answer: Answer) => void): Promise<void> {
    if (this.busy) return;
    const opening = this.#opening;
    this.busy = true;
    try {
      const answer = await submit();
      if (opening !== this.#opening) return;
      this.failure = null;
      if (answer !== false) done(answer);
    } catch (error) {
      if (opening === this.#opening) this.failure = errorText(error);
      else this.#failedUnseen(error);
    } finally {
      this.busy = false;
    }
  }

  /** The dialog was closed. */
  close(): void {
    this.#opening = {};
    this.failure = null;
  }
}
