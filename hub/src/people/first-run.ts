/** The link of the first run: a person without an account creates the first administrator with it. It works once. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CreateUser } from '@eyepiece/shared-types';
import { shareNotFound } from '../errors.ts';
import type { SignedIn } from './users.ts';
import { SignInLimiter, type LimiterOptions } from './sign-in/sign-in-limiter.ts';

/** Measured by the monotonic clock, so that setting the host's clock does not extend it. */
const VALID_MS = 60 * 60_000;

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export interface FirstRunParts {
  /** @throws {HubError} conflict when there is a user already */
  readonly create: (input: Omit<CreateUser, 'role'>, origin: { readonly address: string }) => Promise<SignedIn>;
  readonly limiter?: LimiterOptions | undefined;
  readonly nowMs?: () => number;
}

export class FirstRun {
  readonly #parts: FirstRunParts;
  readonly #limiter: SignInLimiter;
  readonly #nowMs: () => number;
  /** Only the digest: a dump of the memory or the database does not contain the link. */
  #link: { readonly digest: Buffer; readonly expiresAtMs: number } | undefined;
  /** One attempt at a time: a second one with the same link waits for the outcome of the first. */
  #attempt: Promise<unknown> = Promise.resolve();

  constructor(parts: FirstRunParts) {
    this.#parts = parts;
    this.#limiter = new SignInLimiter(parts.limiter, 'first run');
    this.#nowMs = parts.nowMs ?? (() => performance.now());
  }

  /** Makes the link, which replaces an earlier one. @returns its secret of 256 random bits */
  begin(): string {
    const secret = randomBytes(32).toString('base64url');
    this.#link = { digest: digestOf(secret), expiresAtMs: this.#nowMs() + VALID_MS };
    return secret;
  }

  get isOpen(): boolean {
    return this.#link !== undefined && this.#nowMs() < this.#link.expiresAtMs;
  }

  /**
   * Creates the first administrator. The link is used up when this succeeds, and when there is a user already; a
   * password that is refused leaves it valid.
   * @throws {HubError} share_not_found for a wrong, expired or used link; validation_failed; conflict; rate_limited
   */
  async finish(secret: string, input: Omit<CreateUser, 'role'>, address: string): Promise<SignedIn> {
    // Wrong links are counted per link and address, so that a flood of them does not block the right one.
    if (!this.#matches(secret)) {
      await this.#limiter.attempt({ account: `first run ${digestOf(secret).toString('hex')}`, address });
      throw shareNotFound('This link is wrong, has expired or was used');
    }
    const before = this.#attempt;
    const attempt = before.catch(() => undefined).then(() => this.#create(secret, input, address));
    this.#attempt = attempt.catch(() => undefined);
    return attempt;
  }

  async #create(secret: string, input: Omit<CreateUser, 'role'>, address: string): Promise<SignedIn> {
    if (!this.#matches(secret)) throw shareNotFound('This link was used');
    try {
      const made = await this.#parts.create(input, { address });
      this.#link = undefined;
      return made;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'conflict') this.#link = undefined;
      throw error;
    }
  }

  #matches(secret: string): boolean {
    return this.isOpen && this.#link !== undefined && timingSafeEqual(digestOf(secret), this.#link.digest);
  }
}
