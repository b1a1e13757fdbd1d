/**
 * Ends what goes on when it is no longer allowed: sockets, feeds and downloads outlive the request that was checked.
 * One timer checks all of them; what the hub itself changes is checked at once, by `recheck`.
 */
import type { Principal } from '../../caller.ts';
import { forbidden, sessionExpired, toHubError, type HubError } from '../../errors.ts';

/** With what the caches of accounts, links and sign-ins may lag behind, this stays below 5 s. */
const CHECK_EVERY_MS = 1_500;

/** Something that goes on for longer than a request. */
export interface Grant {
  readonly principal: Principal;
  /** Whether it is allowed to this person as it is now; undefined stands for every person whose sign-in goes on. */
  readonly allows?: (principal: Principal) => Promise<boolean> | boolean;
  /** Called when name, role or what a link opens may have changed. */
  readonly changed?: (principal: Principal) => void;
  readonly end: (error: HubError) => void;
  /** Called when the hub stops: a stream that never ends by itself must not delay that. */
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

  /** Watches over a grant until the returned function is called. */
  hold(grant: Grant): () => void {
    const held = { grant, principal: grant.principal, checking: false, again: false };
    this.#held.add(held);
    return () => void this.#held.delete(held);
  }

  /** Checks the grants of these people now; without an argument all. */
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
      // The check that runs may have read what was true before.
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
      if (held.principal.expiresAtMs <= Date.now()) throw sessionExpired();
      held.principal = await this.#people.currentPrincipal(held.principal);
      if ((await grant.allows?.(held.principal)) === false) throw forbidden('This is not allowed any more');
      if (this.#held.has(held)) grant.changed?.(held.principal);
    } catch (thrown) {
      const error = toHubError(thrown);
      // A database that is away ends nothing; what is not there any more is not to be seen either.
      if (![401, 403, 404].includes(error.status) || !this.#held.delete(held)) return;
      grant.end(error);
    }
  }
}
