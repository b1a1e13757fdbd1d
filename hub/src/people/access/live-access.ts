/**
 * Ends sockets, feeds and downloads when they are no longer permitted, since they outlive the check of their request.
 * One timer checks all of them. Changes made by this hub are checked at once, by `recheck`.
 */
import type { Principal } from '../caller.ts';
import { forbidden, sessionExpired, toHubError, type HubError } from '../../errors.ts';

/** Together with the age of cached accounts, links and sign-ins, this stays below 5 s. */
const CHECK_EVERY_MS = 1_500;

/** A long-lived permission. */
export interface Grant {
  readonly principal: Principal;
  /** Whether it is still permitted for the current principal. When absent, an active sign-in is enough. */
  readonly allows?: (principal: Principal) => Promise<boolean> | boolean;
  /** Called after each successful check: name, role or guest scope may have changed. */
  readonly changed?: (principal: Principal) => void;
  readonly end: (error: HubError) => void;
  /** Called when the hub stops, to end streams that would delay it. */
  readonly closing?: () => void;
}

interface Held {
  readonly grant: Grant;
  principal: Principal;
  checking: boolean;
  again: boolean;
}

interface People {
  /** @throws {HubError} session_expired */
  currentPrincipal(principal: Principal): Promise<Principal>;
}

export class LiveAccess {
  readonly #people: People;
  readonly #held = new Set<Held>();
  readonly #timer: NodeJS.Timeout;

  constructor(people: People, everyMs = CHECK_EVERY_MS) {
    this.#people = people;
    this.#timer = setInterval(() => this.recheck(), everyMs).unref();
  }

  /** Checks a grant until the returned function is called. */
  hold(grant: Grant): () => void {
    const held = { grant, principal: grant.principal, checking: false, again: false };
    this.#held.add(held);
    return () => void this.#held.delete(held);
  }

  /** Checks matching grants now; without an argument, all. */
  recheck(concerns: (principal: Principal) => boolean = () => true): void {
    for (const held of this.#held) if (concerns(held.principal)) void this.#check(held);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { grant } of this.#held) grant.closing?.();
    this.#held.clear();
  }

  async #check(held: Held): Promise<void> {
    if (held.checking) {
      // The running check may have read the previous state.
      held.again = true;
      return;
    }
    held.checking = true;
    try {
      do {
        held.again = false;
        await this.#checkOnce(held);
      } while (this.#isDue(held));
    } finally {
      held.checking = false;
    }
  }

  #isDue(held: Held): boolean {
    return held.again && this.#held.has(held);
  }

  async #checkOnce(held: Held): Promise<void> {
    const { grant } = held;
    try {
      if (held.principal.expiresAtMs <= Date.now()) throw sessionExpired(held.principal.key ? 'key_expired' : 'sign_in_expired');
      held.principal = await this.#people.currentPrincipal(held.principal);
      if ((await grant.allows?.(held.principal)) === false) throw forbidden('This is no longer allowed');
      if (this.#held.has(held)) grant.changed?.(held.principal);
    } catch (thrown) {
      const error = toHubError(thrown);
      // An unavailable database ends nothing. A missing resource (404) ends the grant.
      if (![401, 403, 404].includes(error.status) || !this.#held.delete(held)) return;
      grant.end(error);
    }
  }
}
