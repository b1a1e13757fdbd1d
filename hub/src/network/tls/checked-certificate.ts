import { EventEmitter } from 'node:events';

/** A certificate that is checked at regular times and on request, and replaced when there is a reason. */
export abstract class CheckedCertificate extends EventEmitter<{ renewed: [] }> {
  readonly #timer: NodeJS.Timeout;
  #checking: Promise<void> | undefined;

  protected constructor(everyMs: number) {
    super();
    this.#timer = setInterval(() => void this.check(), everyMs).unref();
  }

  /** Joins the check that is running, if there is one. Never rejects: the certificate in use stays. */
  check(): Promise<void> {
    this.#checking ??= this.replaceIfDue()
      .catch((error: unknown) => this.checkFailed(error as Error))
      .finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  close(): void {
    clearInterval(this.#timer);
    this.removeAllListeners();
  }

  /** Emits `renewed` after it has replaced the certificate. */
  protected abstract replaceIfDue(): Promise<void>;

  protected abstract checkFailed(error: Error): void;
}
