import type { CaptureSession, StartSession, UpdateSession } from '@eyepiece/shared-types';
import type { Cameras } from '../control/cameras.svelte.ts';
import { reportFault } from '../browser/report-fault.ts';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { withChangedPeople, withKnownPeople } from './session-people.ts';

/** Above the number of cameras of any hub. */
const OPEN_LIMIT = 200;

/** The open capture sessions, and the actions on sessions. */
export class CaptureSessions {
  open = $state.raw<readonly CaptureSession[]>([]);
  readonly #hub: HubClient;
  readonly #cameras: Cameras;
  readonly #session: Session;
  readonly #undo: (() => void)[];

  /** The open session of the selected camera. */
  readonly current = $derived.by<CaptureSession | null>(() => this.openOf(this.#cameras.selected?.id));

  constructor(hub: HubClient, cameras: Cameras, session: Session) {
    this.#hub = hub;
    this.#cameras = cameras;
    this.#session = session;
    this.#undo = [
      hub.events.on('captureSession', (changed) => this.#put(changed)),
      hub.events.on('sessionPeople', (news) => {
        this.open = this.open.map((session) => (session.id === news.sessionId ? withChangedPeople(session, news) : session));
      }),
      hub.events.on('welcome', () => void this.#refresh()),
    ];
  }

  openOf(cameraId: string | undefined): CaptureSession | null {
    return this.open.find((session) => session.cameraId === cameraId) ?? null;
  }

  isIn(session: CaptureSession): boolean {
    return session.participants.some(({ userId, leftAt }) => userId === this.#session.user?.id && leftAt === null);
  }

  /** The user who starts a session joins it. @throws {HubError} */
  async start(session: StartSession): Promise<CaptureSession> {
    const { id } = await this.#kept(this.#hub.sessions.start(session));
    return this.join(id);
  }

  /** @throws {HubError} */
  update(id: string, change: UpdateSession): Promise<CaptureSession> {
    return this.#kept(this.#hub.sessions.update(id, change));
  }

  /** @throws {HubError} */
  join(id: string): Promise<CaptureSession> {
    return this.#kept(this.#hub.sessions.join(id));
  }

  /** @throws {HubError} */
  leave(id: string): Promise<CaptureSession> {
    return this.#kept(this.#hub.sessions.leave(id));
  }

  /** @throws {HubError} */
  end(id: string): Promise<CaptureSession> {
    return this.#kept(this.#hub.sessions.end(id));
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  async #kept(asked: Promise<CaptureSession>): Promise<CaptureSession> {
    try {
      const session = await asked;
      this.#put(session);
      return session;
    } catch (error) {
      throw this.#session.handleError(error);
    }
  }

  #put(session: CaptureSession): void {
    const others = this.open.filter(({ id }) => id !== session.id);
    const before = this.open.find(({ id }) => id === session.id);
    this.open = session.endedAt === null ? [...others, withKnownPeople(before, session)] : others;
  }

  /** Sessions that ended while disconnected are not reported: load the open ones again, then replace the list. */
  async #refresh(): Promise<void> {
    const guest = this.#session.user?.guest;
    const before = this.open.filter((session) => this.isIn(session)).map(({ id }) => id);
    try {
      if (!guest) this.open = (await this.#hub.sessions.list({ open: true }, { limit: OPEN_LIMIT })).sessions;
      else if (guest.sessionId !== null) this.#put(await this.#hub.sessions.get(guest.sessionId));
      // Participation belongs to a connection: join again on the new one.
      for (const session of this.open) if (before.includes(session.id) || this.isIn(session)) await this.join(session.id);
    } catch (error) {
      reportFault('The open sessions could not be loaded:', this.#session.handleError(error));
    }
  }
}
