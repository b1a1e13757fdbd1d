import { untrack } from 'svelte';
import { ACTION_IDS, actionWords, type ActionId } from './catalogue.ts';
import { pressedKey, type Pressed } from './pressed-key.ts';

export interface ActionHandler {
  /** Answers `false` when there was nothing to do; the key press then belongs to the page. */
  readonly run: () => unknown;
  /** Why it cannot be done at present, as a sentence; null when it can. */
  readonly whyNot?: () => string | null;
}
export type ActionHandlers = Partial<Record<ActionId, ActionHandler>>;

/** What the page can do at present. The components on the page offer the actions that they carry out. */
export class ActionRegistry {
  #offers = $state.raw<readonly ActionHandlers[]>([]);
  readonly #refused: (why: string) => void;

  /** @param refused shows the reason why a key press did nothing */
  constructor(refused: (why: string) => void) {
    this.#refused = refused;
  }

  /** The actions that the page offers, in the order of the catalogue. */
  readonly offered = $derived.by<readonly ActionId[]>(() => ACTION_IDS.filter((id) => this.#handlerOf(id) !== undefined));

  /** Offers actions until the returned function is called. Of two offers of the same action, the later one counts. */
  offer(handlers: ActionHandlers): () => void {
    untrack(() => (this.#offers = [...this.#offers, handlers]));
    return () => untrack(() => (this.#offers = this.#offers.filter((one) => one !== handlers)));
  }

  whyNot(id: ActionId): string | null {
    const handler = this.#handlerOf(id);
    return handler ? (handler.whyNot?.() ?? null) : 'This view does not offer it.';
  }

  /** Runs the action, or shows why it cannot be done. Returns false when there was nothing to do. */
  run(id: ActionId): boolean {
    const why = this.whyNot(id);
    if (why === null) return this.#handlerOf(id)?.run() !== false;
    this.#refused(why);
    return true;
  }

  /** Runs the action of a key press. */
  press(event: Pressed & Pick<KeyboardEvent, 'preventDefault'>): void {
    const key = pressedKey(event);
    if (key === null) return;
    const id = this.offered.find((one) => actionWords(one).keys?.includes(key));
    if (id === undefined || (event.repeat && !actionWords(id).repeats)) return;
    if (this.run(id)) event.preventDefault();
  }

  #handlerOf(id: ActionId): ActionHandler | undefined {
    return this.#offers.findLast((handlers) => handlers[id] !== undefined)?.[id];
  }
}
