import { z } from 'zod';
import { BASE_PATH } from '../browser/base-path.ts';

const ASK_EVERY_MS = 5000;
/** The header of the page that the launcher shows in place of a hub that cannot start. */
const HEADER = 'Eyepiece-Trouble';
const troubleSchema = z.object({ what: z.string().max(200) });

/** Why the hub does not run, as its launcher tells on the hub's port. */
export class HubTrouble {
  /** One sentence in the language of the browser; null while nothing tells it. */
  what = $state<string | null>(null);
  #watching = 0;

  /** Asks until the returned function is called. */
  watch(): () => void {
    const watch = ++this.#watching;
    const ask = (): void => void this.#ask().then((what) => watch === this.#watching && (this.what = what));
    const timer = setInterval(ask, ASK_EVERY_MS);
    ask();
    return () => {
      clearInterval(timer);
      this.#watching += 1;
      this.what = null;
    };
  }

  async #ask(): Promise<string | null> {
    try {
      const answer = await fetch(`${BASE_PATH}/trouble`, {
        cache: 'no-store',
        credentials: 'omit',
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(ASK_EVERY_MS),
      });
      if (!answer.headers.has(HEADER)) return null;
      return troubleSchema.parse(await answer.json()).what;
    } catch {
      // Nothing listens there, or it is not the launcher.
      return null;
    }
  }
}
