import type { X509Certificate } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { CertificateTrouble } from './certificate-source.ts';

const DAY_MS = 24 * 3_600_000;
/** Tools renew a certificate weeks before its end. */
export const WARN_BEFORE_MS = 10 * DAY_MS;

/** A certificate that is checked at regular times and on request, and replaced when there is a reason. */
export abstract class CheckedCertificate extends EventEmitter<{ renewed: [] }> {
  readonly #timer: NodeJS.Timeout;
  readonly #now: () => number;
  #checking: Promise<void> | undefined;
  #failed = false;

  protected constructor(everyMs: number, now: () => number = Date.now) {
    super();
    this.#now = now;
    this.#timer = setInterval(() => void this.check(), everyMs).unref();
  }

  /** The one in use. */
  abstract get certificate(): X509Certificate;

  get trouble(): CertificateTrouble | undefined {
    const { validFromDate, validToDate } = this.certificate;
    const nowMs = this.#now();
    if (nowMs < validFromDate.getTime() || nowMs >= validToDate.getTime()) return 'invalid';
    if (this.#failed) return 'not_renewed';
    return validToDate.getTime() - nowMs < WARN_BEFORE_MS ? 'expiring' : undefined;
  }

  /** Joins the check that is running, if there is one. Never rejects: the certificate in use stays. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  close(): void {
    clearInterval(this.#timer);
    this.removeAllListeners();
  }

  /** Emits `renewed` after it has replaced the certificate. */
  protected abstract replaceIfDue(): Promise<void>;

  protected abstract checkFailed(error: Error): void;

  async #check(): Promise<void> {
    try {
      await this.replaceIfDue();
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.checkFailed(error as Error);
    }
  }
}
