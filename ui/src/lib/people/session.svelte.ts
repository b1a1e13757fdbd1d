import type { Present, User } from '@eyepiece/shared-types';
import { backoffMs } from '@eyepiece/shared-types/backoff';
import type { HubClient } from '../hub/hub-client.ts';
import { asHubError, type HubError } from '../hub/hub-error.ts';
import { readPreference, writePreference } from '../shell/preferences.ts';

/** In this browser. Only a hint: the credential itself is in a cookie that scripts cannot read. */
const SIGNED_IN = 'signed-in';

export function wasSignedIn(): boolean {
  return readPreference(SIGNED_IN) === 'yes';
}

function rememberSignedIn(signedIn: boolean): void {
  writePreference(SIGNED_IN, signedIn ? 'yes' : null);
}

/** `expired` keeps the views as they are, under a dialog that asks to sign in again. */
export type SessionPhase = 'starting' | 'signed-out' | 'signed-in' | 'expired';

export class Session {
  phase = $state<SessionPhase>('starting');
  user = $state.raw<User | null>(null);
  /** Of an expired session: why the hub refuses it, when it says more than that its time is over. */
  endedBy = $state.raw<HubError | null>(null);
  /** While starting: the hub does not answer. */
  startError = $state.raw<HubError | null>(null);
  /** Signing out or renewing: an end of the session is what was asked for. */
  #ending = false;
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];
  #startTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(hub: HubClient) {
    this.#hub = hub;
    this.#undo = [
      hub.events.on('sessionExpired', (error) => this.expire(error)),
      hub.events.on('welcome', ({ user }) => this.#welcome(user)),
      hub.events.on('presence', (people) => this.#noticeChange(people)),
    ];
  }

  /** Who was signed in here before most likely is so now: the connection does not wait for the hub to confirm it. */
  async start(attempt = 0): Promise<void> {
    if (attempt === 0 && wasSignedIn()) this.#hub.connect();
    try {
      const user = await this.#hub.me();
      if (this.phase === 'starting') this.#enter(user);
    } catch (error) {
      if (this.phase !== 'starting') return;
      const known = asHubError(error);
      if (known.endsSession) {
        this.#hub.disconnect();
        this.phase = 'signed-out';
        rememberSignedIn(false);
      } else {
        this.startError = known;
        this.#startTimer = setTimeout(() => void this.start(attempt + 1), backoffMs(attempt, Math.random()));
      }
    }
  }

  /** @throws {HubError} */
  async signIn(email: string, password: string): Promise<void> {
    this.#enter(await this.#hub.login(email, password));
  }

  /** @param share the secret of a link @throws {HubError} */
  async enterAsGuest(share: string, name: string): Promise<void> {
    const user = await this.#hub.sessions.enterAsGuest(share, name);
    // Who was signed in here before is so no longer: the connection is made anew.
    this.#hub.disconnect();
    this.#enter(user);
  }

  async signOut(): Promise<void> {
    // The hub ends the open connections before it answers.
    this.#ending = true;
    try {
      await this.#hub.logout();
    } finally {
      this.#ending = false;
    }
    this.#hub.disconnect();
    this.user = null;
    this.phase = 'signed-out';
    rememberSignedIn(false);
  }

  /** Ends every other session of this account; this one goes on under its new cookie. @throws {HubError} */
  async changePassword(current: string, password: string): Promise<void> {
    this.#ending = true;
    try {
      await this.#hub.changePassword(current, password);
      this.#hub.disconnect();
      this.#hub.connect();
    } finally {
      this.#ending = false;
    }
  }

  expire(error: HubError | null = null): void {
    if (this.phase !== 'signed-in' || this.#ending) return;
    this.endedBy = error;
    this.phase = 'expired';
  }

  /** Passes an error on after noticing whether it ends the session. */
  notice(error: unknown): HubError {
    const known = asHubError(error);
    if (known.endsSession) this.expire();
    return known;
  }

  close(): void {
    clearTimeout(this.#startTimer);
    for (const undo of this.#undo) undo();
  }

  #welcome(user: User): void {
    this.user = user;
    if (this.phase === 'starting') this.#enter(user);
  }

  /** An administrator may change name and role under an open page. */
  #noticeChange(people: readonly Present[]): void {
    const me = people.find(({ userId }) => userId === this.user?.id);
    if (!me || !this.user || (me.name === this.user.name && me.role === this.user.role)) return;
    this.user = { ...this.user, name: me.name, role: me.role };
  }

  #enter(user: User): void {
    this.user = user;
    this.startError = null;
    this.endedBy = null;
    this.phase = 'signed-in';
    clearTimeout(this.#startTimer);
    rememberSignedIn(true);
    this.#hub.connect();
  }
}
