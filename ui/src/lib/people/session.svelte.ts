import type { FirstRun, User } from '@eyepiece/shared-types';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { asHubError, type HubError } from '@eyepiece/client/hub-error';
import { rememberSignedIn, wasSignedIn } from './signed-in-hint.ts';

/** `expired` keeps the views and shows a sign-in dialog over them. */
export type SessionPhase = 'starting' | 'signed-out' | 'signed-in' | 'expired';

export class Session {
  phase = $state<SessionPhase>('starting');
  user = $state.raw<User | null>(null);
  /** Why the hub rejects an expired session, when the reason is other than expiry. */
  endedBy = $state.raw<HubError | null>(null);
  /** While starting: the hub does not answer. */
  startError = $state.raw<HubError | null>(null);
  /** Set while signing out or renewing: the end of the session is expected. */
  #ending = false;
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];
  #startTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(hub: HubClient) {
    this.#hub = hub;
    this.#undo = [
      hub.events.on('sessionExpired', (error) => this.expire(error)),
      hub.events.on('welcome', ({ user }) => this.#welcome(user)),
      hub.events.on('account', (user) => this.#changed(user)),
    ];
  }

  /** A user who was signed in here most likely still is: connect without waiting for the hub to confirm it. */
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

  /** Creates the first administrator, who is signed in. @throws {HubError} */
  async begin(input: FirstRun): Promise<void> {
    this.#enter(await this.#hub.createFirstAdministrator(input));
  }

  /** @param share secret of a share link @throws {HubError} */
  async enterAsGuest(share: string, name: string): Promise<void> {
    const user = await this.#hub.sessions.enterAsGuest(share, name);
    // The previous user is no longer signed in: reconnect.
    this.#hub.disconnect();
    this.#enter(user);
  }

  async signOut(): Promise<void> {
    // The hub closes the open connections before it answers.
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

  /** Ends every other session of this account; this one continues with a new cookie. @throws {HubError} */
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

  /** Converts an error and handles it when it ends the session. */
  handleError(error: unknown): HubError {
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

  /** An administrator may change name and roles while the page is open. */
  #changed(user: User): void {
    if (this.user?.id === user.id) this.user = user;
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
