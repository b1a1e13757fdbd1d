/** Shows on the hub's ports and on the console that Eyepiece does not run, until the hub takes the ports over. */
import type { StartFault } from '@eyepiece/host/start-faults';
import { addressesOf } from '../screen/addresses.ts';
import type { Screen } from '../screen/screen.ts';
import { explain } from './causes.ts';
import type { HttpsPage } from './https.ts';
import type { LastLines } from './last-lines.ts';
import { LINES_PATH } from './page.ts';
import { TroubleServer } from './server.ts';

export interface TroubleOptions {
  readonly host: string;
  /** The hub's. With port 0 there is no page, because no browser knows the port. */
  readonly port: number;
  /** undefined: no page over HTTPS. */
  readonly https?: HttpsPage | undefined;
  readonly basePath: string;
  readonly screen: Pick<Screen, 'trouble' | 'note'>;
  readonly lines: LastLines;
}

export class Trouble {
  readonly #options: TroubleOptions;
  readonly #server: TroubleServer;
  #fault: StartFault = 'unknown';
  /** What was said last, so that each attempt does not repeat it. */
  #said: string | undefined;
  /** Opening and closing wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TroubleOptions) {
    this.#options = options;
    this.#server = new TroubleServer({ fault: () => this.#fault, lines: () => options.lines.list });
  }

  /** @param detail what failed, for the person at the console */
  show(fault: StartFault, detail: string): Promise<void> {
    this.#fault = fault;
    return this.#next(() => this.#open(detail));
  }

  /** Frees the ports. */
  end(): Promise<void> {
    return this.#next(() => this.#server.close());
  }

  /** The hub runs: the next trouble is a new one. */
  over(): void {
    this.#said = undefined;
  }

  async #open(detail: string): Promise<void> {
    const { host, port, basePath, screen } = this.#options;
    if (!this.#server.isOpen && port !== 0) {
      try {
        await this.#server.open(port, host);
      } catch (error) {
        screen.note(`The page about this cannot be shown on port ${port}: ${(error as Error).message}`);
      }
    }
    // Only beside the page over HTTP, whose end tells the hub that both ports are free.
    if (this.#server.isOpen && !this.#server.isSecure) await this.#openSecurely();
    if (this.#said === detail) return;
    this.#said = detail;
    const page = this.#server.isOpen ? addressesOf(host, port, { basePath }).local : undefined;
    const linesPage = page === undefined ? undefined : `${page.replace(/\/$/, '')}${LINES_PATH}#${this.#server.secret}`;
    screen.trouble({ ...explain(this.#fault), detail, page, linesPage });
  }

  /** The certificate may be missing or damaged, and the port in use: the page over HTTP then is enough. */
  async #openSecurely(): Promise<void> {
    const { host, https, screen } = this.#options;
    if (https === undefined) return;
    try {
      await this.#server.openSecurely(https.port, host, await https.credentials());
    } catch (error) {
      const isFirst = this.#said === undefined;
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isFirst && !isMissing) screen.note(`The page about this cannot be shown on port ${https.port}: ${(error as Error).message}`);
    }
  }

  #next(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
