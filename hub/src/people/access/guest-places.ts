/** Places of a link for guests: bounded, a part of them for one network, and free again once their guests are gone. */
import { LRUCache } from 'lru-cache';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { networkOf } from '../../network/client.ts';
import { limitReached } from '../../errors.ts';
import type { WritingLimits } from '../../limits.ts';

/** A guest of a link whose sign-in goes on. */
export interface PresentGuest {
  readonly userId: string;
  /** Where the guest was last. */
  readonly address: string;
  /** Of a request or a connection. */
  readonly lastUsedAt: Date;
}

/** How long a guest who was let in may take to sign in, ms. */
const ARRIVAL_MS = 30_000;
const MAX_ARRIVING = 2000;

export interface GuestLogins {
  guestsOf(em: SqlEntityManager, shareId: string): Promise<PresentGuest[]>;
  endAll(userId: string): Promise<unknown>;
}

export class GuestPlaces {
  readonly #logins: GuestLogins;
  readonly #limits: WritingLimits;
  /** Let in, by user id; their sign-ins may not be written yet. */
  readonly #arriving = new LRUCache<string, PresentGuest & { readonly shareId: string }>({ max: MAX_ARRIVING, ttl: ARRIVAL_MS });
  /** Guests who give way to new ones, until their sign-ins have ended. */
  readonly #leaving = new Set<string>();

  constructor(logins: GuestLogins, limits: WritingLimits) {
    this.#logins = logins;
    this.#limits = limits;
  }

  /**
   * A place for one more guest. Runs under the lock of the link's row.
   * @returns who has to go for it: the longest idle guest, of the same network when that has its part
   * @throws {HubError} limit_reached
   */
  async take(
    em: SqlEntityManager,
    shareId: string,
    { userId, address }: Pick<PresentGuest, 'userId' | 'address'>,
  ): Promise<string | undefined> {
    const { guestsPerLink, guestsPerLinkAndNetwork, guestIdleMs } = this.#limits;
    const guests = await this.#present(em, shareId);
    const network = networkOf(address);
    const neighbours = guests.filter((guest) => networkOf(guest.address) === network);
    const isCrowded = neighbours.length >= guestsPerLinkAndNetwork;
    if (!isCrowded && guests.length < guestsPerLink) {
      this.#arriving.set(userId, { shareId, userId, address, lastUsedAt: new Date() });
      return undefined;
    }
    const idleBefore = Date.now() - guestIdleMs;
    const [longestIdle] = (isCrowded ? neighbours : guests)
      .filter(({ lastUsedAt }) => lastUsedAt.getTime() < idleBefore)
      .sort((one, other) => one.lastUsedAt.getTime() - other.lastUsedAt.getTime());
    if (longestIdle === undefined) {
      const [most, where] = isCrowded ? [guestsPerLinkAndNetwork, ' from your network'] : [guestsPerLink, ''];
      throw limitReached(`This link has ${String(most)} guests${where}, which is its limit: try again later or ask for another link`);
    }
    this.#leaving.add(longestIdle.userId);
    this.#arriving.set(userId, { shareId, userId, address, lastUsedAt: new Date() });
    return longestIdle.userId;
  }

  async #present(em: SqlEntityManager, shareId: string): Promise<PresentGuest[]> {
    const guests = new Map((await this.#logins.guestsOf(em, shareId)).map((guest) => [guest.userId, guest]));
    for (const guest of this.#arriving.values()) {
      if (guest.shareId === shareId && !guests.has(guest.userId)) guests.set(guest.userId, guest);
    }
    return [...guests.values()].filter(({ userId }) => !this.#leaving.has(userId));
  }

  /** Ends the sign-ins of a guest who gives way. */
  async free(userId: string): Promise<void> {
    try {
      await this.#logins.endAll(userId);
    } finally {
      this.#leaving.delete(userId);
    }
  }

  /** The newcomer did not come in; the old guest keeps the place. */
  keep(userId: string): void {
    this.#leaving.delete(userId);
  }
}
