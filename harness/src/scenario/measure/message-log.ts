/** The newest messages of one viewer, for the explanation of a failed expectation. */
import type { LoggedMessage } from '../result.ts';

const KEPT = 10;
const AFTERWARDS = 5;
const TEXT_MAX = 200;

/** Messages before a moment, and those that follow. */
export class Around {
  readonly messages: LoggedMessage[];
  #left = AFTERWARDS;

  constructor(before: readonly LoggedMessage[]) {
    this.messages = [...before];
  }

  /** @returns whether it takes more */
  add(message: LoggedMessage): boolean {
    this.messages.push(message);
    this.#left -= 1;
    return this.#left > 0;
  }
}

export class MessageLog {
  readonly #messages: LoggedMessage[] = [];
  #open: Around[] = [];

  add(message: LoggedMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > KEPT) this.#messages.shift();
    if (this.#open.length > 0) this.#open = this.#open.filter((around) => around.add(message));
  }

  /** The newest messages, and the next ones when they arrive. */
  around(): Around {
    const around = new Around(this.#messages);
    this.#open.push(around);
    return around;
  }
}

/** The beginning of a text. It is copied: a slice would keep the whole message in memory. */
export function beginning(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length <= TEXT_MAX ? text : `${Buffer.from(text.slice(0, TEXT_MAX)).toString()}…`;
}
