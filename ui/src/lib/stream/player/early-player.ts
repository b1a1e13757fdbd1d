import type { FromPlayer, ToPlayer } from './messages.ts';
import { openPlayer, type PlayerPort } from './player-port.ts';

/**
 * A player that works before the page can receive its messages. Messages until then are dropped: the player repeats
 * what the page needs when the page watches a camera.
 */
export class EarlyPlayer {
  readonly port: Promise<PlayerPort>;
  #receive: (message: FromPlayer) => void = () => undefined;

  /** @param first messages that do not wait until the player is ready */
  constructor(first: readonly ToPlayer[]) {
    this.port = openPlayer((message) => this.#receive(message), first);
  }

  post(message: ToPlayer): void {
    void this.port.then((port) => port.post(message));
  }

  receiveWith(receive: (message: FromPlayer) => void): void {
    this.#receive = receive;
  }

  close(): void {
    void this.port.then((port) => port.close());
  }
}
