/** Sends and receives the messages of MIRROR_MESSAGES. */
import type { Peers } from '../../peers/peers.ts';
import { understood } from '../../peers/protocol.ts';
import { MIRROR_MESSAGES, type MirrorEvent, type MirrorMessage } from './messages.ts';

export class Telling {
  readonly #peers: Peers;
  readonly #listeners = new Map<MirrorEvent, ((payload: unknown, hubId: string) => void)[]>();

  constructor(peers: Peers) {
    this.#peers = peers;
  }

  /** A hub that is not connected gets everything once it is. */
  tell<Event extends MirrorEvent>(hubId: string, event: Event, message: MirrorMessage<Event>): void {
    this.#peers.connectionTo(hubId)?.notify(event, message);
  }

  tellAll<Event extends MirrorEvent>(event: Event, message: MirrorMessage<Event>): void {
    for (const connection of this.#peers.connections) connection.notify(event, message);
  }

  on<Event extends MirrorEvent>(event: Event, listener: (message: MirrorMessage<Event>, hubId: string) => void): void {
    const listeners = this.#listeners.get(event) ?? [];
    listeners.push((payload, hubId) => listener(understood(MIRROR_MESSAGES[event], payload) as MirrorMessage<Event>, hubId));
    if (listeners.length > 1) return;
    this.#listeners.set(event, listeners);
    this.#peers.serve(event, (payload, { hubId }) => {
      for (const one of listeners) one(payload, hubId);
      return {};
    });
  }
}
