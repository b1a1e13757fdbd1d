/** An operator who sends a command every second, settings and captures in turn. */
import { repeating } from '../../timing/repeating.ts';

const EVERY_MS = 1000;
/** A command without an answer by then has failed. */
const DEADLINE_MS = 30_000;

export interface Orders {
  readonly given: number;
  readonly worstMs: number;
  readonly failures: readonly string[];
}

export class Operator {
  readonly #url: string;
  readonly #token: string;
  /** Ends the commands. */
  readonly leave: () => Promise<void>;
  #orders = 0;
  #answered: number[] = [];
  #failures: string[] = [];

  constructor({ url, token, cameraId }: { url: string; token: string; cameraId: string }) {
    this.#url = `${url}/api/v1/cameras/${cameraId}`;
    this.#token = token;
    this.leave = repeating(() => this.#order(), EVERY_MS);
  }

  begin(): void {
    [this.#answered, this.#failures] = [[], []];
  }

  /** Sends one more command, so that there is one after the attack. */
  async end(): Promise<Orders> {
    await this.#order();
    return { given: this.#answered.length + this.#failures.length, worstMs: Math.max(...this.#answered, 0), failures: this.#failures };
  }

  async #order(): Promise<void> {
    const [method, path, body] =
      this.#orders++ % 2 === 0 ? (['PUT', 'settings', { gain: (this.#orders % 8) / 2 }] as const) : (['POST', 'captures', {}] as const);
    const beganMs = performance.now();
    try {
      const response = await fetch(`${this.#url}/${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const answer = await response.text();
      if (response.ok) this.#answered.push(performance.now() - beganMs);
      else this.#failures.push(`${method} ${path}: ${response.status} ${answer.slice(0, 200)}`);
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      this.#failures.push(`${method} ${path}: ${cause?.code ?? (error as Error).message}`);
    }
  }
}
