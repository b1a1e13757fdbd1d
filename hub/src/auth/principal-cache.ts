import { HubError, sessionExpired } from '../errors.ts';
import type { Principal } from './tokens.ts';

/** What about an account decides whether its tokens are good. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly role: Principal['role'];
  readonly disabled: boolean;
  readonly tokenVersion: number;
}

interface Known {
  readonly account: Account | undefined;
  readonly readAtMs: number;
}

/** Another hub's change is seen after this long; this hub's own at once, by `forget`. */
const FRESH_MS = 5_000;
/** While the database is away, what was known goes on counting this long, so that looking does not stop with it. */
const STALE_MS = 15 * 60_000;

/** Holds tokens against accounts, without a query per event. */
export class PrincipalCache {
  readonly #read: (userId: string) => Promise<Account | undefined>;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<Known>>();

  constructor(read: (userId: string) => Promise<Account | undefined>) {
    this.#read = read;
  }

  forget(userId: string): void {
    this.#known.delete(userId);
    this.#reading.delete(userId);
  }

  /** The principal with the role and name of now. @throws {HubError} session_expired */
  async current(principal: Principal): Promise<Principal> {
    if (principal.expiresAtMs <= Date.now()) throw sessionExpired();
    const { account } = await this.#lookUp(principal.userId);
    if (account === undefined) throw sessionExpired('This account does not exist any more');
    if (account.disabled) throw sessionExpired('This account has been disabled');
    if (account.tokenVersion !== principal.tokenVersion) {
      throw sessionExpired('The password of this account has changed, sign in again');
    }
    const { email, name, role } = account;
    return { ...principal, email, name, role };
  }

  async #lookUp(userId: string): Promise<Known> {
    const known = this.#known.get(userId);
    const ageMs = known === undefined ? Infinity : Date.now() - known.readAtMs;
    if (known !== undefined && ageMs < FRESH_MS) return known;
    try {
      return await this.#readOnce(userId);
    } catch (error) {
      const away = error instanceof HubError && error.code === 'database_unavailable';
      if (away && known !== undefined && ageMs < STALE_MS) return known;
      throw error;
    }
  }

  #readOnce(userId: string): Promise<Known> {
    const running = this.#reading.get(userId);
    if (running) return running;
    const reading = this.#read(userId)
      .then((account): Known => {
        const known = { account, readAtMs: Date.now() };
        // Forgotten meanwhile: this answer may be from before the change.
        if (this.#reading.get(userId) === reading) this.#known.set(userId, known);
        return known;
      })
      .finally(() => {
        if (this.#reading.get(userId) === reading) this.#reading.delete(userId);
      });
    this.#reading.set(userId, reading);
    return reading;
  }
}
