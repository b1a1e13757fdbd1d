/** Limits the concurrent guests of a share link, in total and per network. */
import { LRUCache } from 'lru-cache';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { networkOf } from '../../network/client.ts';
import { limitReached } from '../../errors.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import { upTo } from '../../process/limits/growing-cache.ts';

/** A guest with an active sign-in. */
export interface PresentGuest {
  readonly userId: string;
  /** Last address of the guest. */
  readonly address: string;
  /** Time of the last request or connection. */
  readonly lastUsedAt: Date;
}

export interface GuestLogins {
  guestsOf(em: SqlEntityManager, shareId: string): Promise<PresentGuest[]>;
  endAll(userId: string): Promise<unknown>;
}

/** Time for an admitted guest's sign-in to be written, ms. */
const ADMITTED_MS = 30_000;
const MAX_ADMITTED = 2000;

export class GuestPlaces {
  readonly #logins: GuestLogins;
  readonly #limits: WritingLimits;
  /** Admitted guests by user id, whose sign-ins may not be written yet. */
  readonly #admitted = new LRUCache<string, PresentGuest & { readonly shareId: string }>({ ...upTo(MAX_ADMITTED), ttl: ADMITTED_MS });
  /** Guests being evicted, until their sign-ins have ended. */
  readonly #evicting = new Set<string>();

  constructor(logins: GuestLogins, limits: WritingLimits) {
    this.#logins = logins;
    this.#limits = limits;
  }

  /**
   * Reserves a place for one more guest. Runs under the lock of the link's row.
   * @returns the guest to evict for it, if any: the longest idle one, of the same network if that is at its limit
   * @throws {HubError} limit_reached
   */
  async reserve(
    em: SqlEntityManager,
    shareId: string,
    { userId, address }: Pick<PresentGuest, 'userId' | 'address'>,
  ): Promise<string | undefined> {
    const { guestsPerLink, guestsPerLinkAndNetwork, guestIdleMs } = this.#limits;
    const guests = await this.#currentGuests(em, shareId);
    const network = networkOf(address);
    const sameNetwork = guests.filter((guest) => networkOf(guest.address) === network);
    const networkIsFull = sameNetwork.length >= guestsPerLinkAndNetwork;
    if (!networkIsFull && guests.length < guestsPerLink) {
      this.#admitted.set(userId, { shareId, userId, address, lastUsedAt: new Date() });
      return undefined;
    }
    const idleBefore = Date.now() - guestIdleMs;
    const [longestIdle] = (networkIsFull ? sameNetwork : guests)
      .filter(({ lastUsedAt }) => lastUsedAt.getTime() < idleBefore)
      .sort((one, other) => one.lastUsedAt.getTime() - other.lastUsedAt.getTime());
    if (longestIdle === undefined) {
      const [most, where] = networkIsFull ? [guestsPerLinkAndNetwork, ' from your network'] : [guestsPerLink, ''];
      throw limitReached(`This link has ${String(most)} guests${where}, which is its limit: try again later or ask for another link`);
    }
    this.#evicting.add(longestIdle.userId);
    this.#admitted.set(userId, { shareId, userId, address, lastUsedAt: new Date() });
    return longestIdle.userId;
  }

  async #currentGuests(em: SqlEntityManager, shareId: string): Promise<PresentGuest[]> {
    const guests = new Map((await this.#logins.guestsOf(em, shareId)).map((guest) => [guest.userId, guest]));
    for (const guest of this.#admitted.values()) {
      if (guest.shareId === shareId && !guests.has(guest.userId)) guests.set(guest.userId, guest);
    }
    return [...guests.values()].filter(({ userId }) => !this.#evicting.has(userId));
  }

  /** Ends the sign-ins of an evicted guest. */
  async evict(userId: string): Promise<void> {
    try {
      await this.#logins.endAll(userId);
    } finally {
      this.#evicting.delete(userId);
    }
  }

  /** The new guest was not admitted: the old guest keeps the place. */
  cancelEviction(userId: string): void {
    this.#evicting.delete(userId);
  }
}
