/** Messages of one name in one direction of a connection. */
import { rounded } from './frame-tally.ts';

export interface MessageFigures {
  readonly connection: string;
  readonly direction: 'up' | 'down';
  /** Event, kind of packet, type of a JSON message, or kind of message. */
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
  /** Null for a single message. */
  readonly perSecond: number | null;
  readonly longestGapMs: number | null;
}

export class MessageTally {
  #count = 0;
  #bytes = 0;
  #firstUs = 0;
  #lastUs = 0;
  #longestGapUs = 0;

  add(atUs: number, bytes: number): void {
    if (this.#count === 0) this.#firstUs = atUs;
    else this.#longestGapUs = Math.max(this.#longestGapUs, atUs - this.#lastUs);
    this.#lastUs = atUs;
    this.#count += 1;
    this.#bytes += bytes;
  }

  figures(place: Pick<MessageFigures, 'connection' | 'direction' | 'name'>): MessageFigures {
    const seconds = (this.#lastUs - this.#firstUs) / 1e6;
    return {
      ...place,
      count: this.#count,
      bytes: this.#bytes,
      perSecond: seconds > 0 ? rounded((this.#count - 1) / seconds) : null,
      longestGapMs: this.#count > 1 ? rounded(this.#longestGapUs / 1000) : null,
    };
  }
}
