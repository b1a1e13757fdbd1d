/** Keys that belong to the browser even now. */
const LEFT_ALONE = /^(Shift|Control|Alt|AltGraph|Meta|CapsLock|F\d+)$/;
/** Named keys are longer than one character. */
const CHARACTER = /^.$/u;
const MAX_LENGTH = 200;
/** After this time the keys act on the page again, even if the palette is still loading, ms. */
const DEADLINE_MS = 10_000;

/**
 * Keeps what is typed between the key of the command palette and the focus of its field. Otherwise these letters act as shortcuts of the
 * page, and the word "record" starts a recording.
 */
export class EarlyKeys {
  #text = '';
  #cancelled = false;
  readonly #cancel: () => void;
  readonly #listening = new AbortController();

  /**
   * @param target the window: the keys are taken before any other part of the page has them
   * @param cancel called when the user presses Escape, the key of the palette again, or a pointer
   */
  constructor(target: EventTarget, cancel: () => void) {
    this.#cancel = cancel;
    const { signal } = this.#listening;
    target.addEventListener('keydown', (event) => this.#pressed(event as KeyboardEvent), { capture: true, signal });
    target.addEventListener('pointerdown', () => this.#stop(), { capture: true, signal });
    const timer = setTimeout(() => this.#listening.abort(), DEADLINE_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** The palette is not to open. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Gives the keys back to the page. Returns what was typed, once. */
  end(): string {
    this.#listening.abort();
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #stop(): void {
    this.#cancelled = true;
    this.end();
    this.#cancel();
  }

  #pressed(event: KeyboardEvent): void {
    const { key } = event;
    const again = (event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k';
    const command = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');
    if (LEFT_ALONE.test(key) || (command && !again)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (again ? !event.repeat : key === 'Escape') this.#stop();
    else if (again) return;
    else if (key === 'Backspace') this.#text = this.#text.slice(0, -1);
    else if (CHARACTER.test(key) && this.#text.length < MAX_LENGTH) this.#text += key;
  }
}
