/**
 * The people with connections to other hubs. They count as connected for the leases of this hub's cameras. A hub that is
 * not connected has no people.
 */
import type { Control } from '../../../control/desk.ts';
import type { Peers } from '../../peers/peers.ts';
import type { Telling } from './telling.ts';

export interface PeoplePresenceParts {
  readonly peers: Peers;
  readonly telling: Telling;
  /** Of this hub's cameras. */
  readonly control: Pick<Control, 'connect'>;
  /** The users with connections to this hub. */
  readonly present: () => readonly string[];
}

export class PeoplePresence {
  readonly #parts: PeoplePresenceParts;
  /** By hub and user: ends the presence. */
  readonly #hubs = new Map<string, Map<string, () => void>>();

  constructor(parts: PeoplePresenceParts) {
    this.#parts = parts;
    const { peers, telling, present } = parts;
    const tellAll = (hubId: string): void => telling.tell(hubId, 'homes:people', { userIds: [...present()] });
    peers.on('up', ({ hubId }) => tellAll(hubId));
    telling.on('homes:resend', (_message, hubId) => tellAll(hubId));
    peers.on('down', ({ hubId }) => this.#set(hubId, new Set()));
    telling.on('homes:people', ({ userIds }, hubId) => this.#set(hubId, new Set(userIds)));
    telling.on('homes:person', ({ userId, connected }, hubId) => {
      const users = new Set(this.#hubs.get(hubId)?.keys());
      if (connected) users.add(userId);
      else users.delete(userId);
      this.#set(hubId, users);
    });
  }

  /** A user's first connection to this hub has opened, or the last one has closed. */
  changed(userId: string, connected: boolean): void {
    this.#parts.telling.tellAll('homes:person', { userId, connected });
  }

  #set(hubId: string, users: ReadonlySet<string>): void {
    const before = this.#hubs.get(hubId) ?? new Map<string, () => void>();
    this.#hubs.set(hubId, before);
    for (const userId of users) if (!before.has(userId)) before.set(userId, this.#parts.control.connect(userId));
    for (const [userId, end] of [...before]) {
      if (users.has(userId)) continue;
      before.delete(userId);
      end();
    }
  }
}
