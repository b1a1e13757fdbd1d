import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { TickingClock } from '../../browser/ticking-clock.svelte.ts';

/** A user counts as no longer typing after this time without a message, ms. */
const FORGOTTEN_AFTER_MS = 6000;

interface Writer {
  readonly userId: string;
  readonly name: string;
  readonly heardMs: number;
}

/** Other users who are typing a note in a session. */
export class Typing {
  #writers = $state.raw<readonly Writer[]>([]);
  readonly #clock: TickingClock;
  readonly #undo: () => void;

  readonly text = $derived.by(() => typingText(this.#now().map(({ name }) => name)));

  constructor(hub: HubClient, clock: TickingClock, sessionId: string, ownId: string | undefined) {
    this.#clock = clock;
    this.#undo = hub.events.on('sessionTyping', (who) => {
      if (who.sessionId !== sessionId || who.userId === ownId) return;
      const others = this.#writers.filter(({ userId }) => userId !== who.userId);
      this.#writers = who.typing ? [...others, { userId: who.userId, name: who.name, heardMs: performance.now() }] : others;
    });
  }

  close(): void {
    this.#undo();
  }

  #now(): readonly Writer[] {
    return this.#writers.filter(({ heardMs }) => this.#clock.nowMs - heardMs < FORGOTTEN_AFTER_MS);
  }
}

export function typingText(names: readonly string[]): string {
  const [first, second, ...others] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is writing…`;
  return others.length === 0 ? `${first} and ${second} are writing…` : `${first}, ${second} and ${others.length} more are writing…`;
}
