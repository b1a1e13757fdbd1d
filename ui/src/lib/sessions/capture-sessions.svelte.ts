import type { CaptureSession, StartSession, UpdateSession } from '@eyepiece/shared-types';
import type { Cameras } from '../control/cameras.svelte.ts';
import { reportFault } from '../shell/report-fault.ts';
import type { HubClient } from '../hub/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { withChangedPeople, withKnownPeople } from './session-people.ts';

/** More open sessions than a hub has cameras. */
const OPEN_LIMIT = 200;

/** The capture sessions that are open now, and what one can do to any of them. */
export class CaptureSessions {
  open = $state.raw<readonly CaptureSession[]>([]);
  readonly #hub: HubClient;
  readonly #cameras: Cameras;
  readonly #session: Session;
  readonly #undo: (() => void)[];

  /** The open one of the camera in view. */
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

  /** Whoever starts one is in it. @throws {HubError} */
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
      throw this.#session.notice(error);
    }
  }

  #put(session: CaptureSession): void {
    const others = this.open.filter(({ id }) => id !== session.id);
    const before = this.open.find(({ id }) => id === session.id);
    this.open = session.endedAt === null ? [...others, withKnownPeople(before, session)] : others;
  }

  /** What ended while the connection was away is not told again: the open ones are asked for, and only then replaced. */
  async #refresh(): Promise<void> {
    const guest = this.#session.user?.guest;
    const before = this.open.filter((session) => this.isIn(session)).map(({ id }) => id);
    try {
      if (!guest) this.open = (await this.#hub.sessions.list({ open: true }, { limit: OPEN_LIMIT })).sessions;
      else if (guest.sessionId !== null) this.#put(await this.#hub.sessions.get(guest.sessionId));
      // A hub counts people by their connections: this one is new.
      for (const session of this.open) if (before.includes(session.id) || this.isIn(session)) await this.join(session.id);
    } catch (error) {
      reportFault('The open sessions could not be loaded:', this.#session.notice(error));
    }
  }
}
