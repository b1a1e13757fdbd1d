/** Takes, edits, trashes and deletes captures while processes are killed. */
import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../../crowd/hub-account.ts';
import { allCaptures } from '../../system/library-list.ts';
import { ADMIN, type Parts } from './parts.ts';
import type { SeededRandom } from '../../figures/random.ts';

const SETTINGS = { roi: { left: 0, top: 0, width: 320, height: 240 }, exposure: 4 };
const PAUSE_MS = 50;
const CALL_MS = 20_000;

interface Answered {
  readonly capture: { readonly id: string; readonly sha256: string };
}

export class Load {
  /** SHA-256 of each acknowledged capture. */
  readonly answered = new Map<string, string>();
  /** Captures that a client tried to trash: they may be gone. */
  readonly thrown = new Set<string>();
  purges = 0;
  edits = 0;
  readonly #parts: Parts;
  readonly #random: SeededRandom;
  #setUp = '';
  #token: string | undefined;

  constructor(parts: Parts, random: SeededRandom) {
    this.#parts = parts;
    this.#random = random;
  }

  /** Takes captures until this many have been acknowledged in total. */
  async captureUntil(count: number): Promise<void> {
    while (this.answered.size < count) {
      const url = this.#parts.cameraUrl;
      if (url === undefined || !(await this.#capture(url))) await delay(PAUSE_MS);
    }
  }

  /** Edits the library until the signal aborts. */
  async edit(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.answered.size > 0) await this.#editOne();
      await delay(PAUSE_MS);
    }
  }

  /** Every capture in the library or the trash, by its id. A list, because a capture may be present twice. */
  async kept(): Promise<{ id: string; sha256: string }[]> {
    const all = await allCaptures((path) => this.#hub(path));
    return all.map(({ id, sha256 }) => ({ id, sha256 }));
  }

  async #capture(url: string): Promise<boolean> {
    try {
      if (this.#setUp !== url) {
        if (!(await call(`${url}/settings`, 'PUT', SETTINGS)).ok) return false;
        this.#setUp = url;
      }
      const response = await call(`${url}/capture`, 'POST', {});
      if (!response.ok) return false;
      const { capture } = (await response.json()) as Answered;
      this.answered.set(capture.id, capture.sha256);
      return true;
    } catch {
      return false; // the process was killed, as intended
    }
  }

  async #editOne(): Promise<void> {
    const id = this.#random.choose([...this.answered.keys()]);
    const what = this.#random.next();
    try {
      if (what < 0.7)
        await this.#hub(`/captures/${id}`, 'PATCH', { rating: Math.floor(this.#random.next() * 6), notes: `note ${String(what)}` });
      else if (what < 0.9) {
        this.thrown.add(id);
        await this.#hub(`/captures/${id}`, 'DELETE');
      } else {
        this.purges += 1;
        await this.#hub('/storage/purge', 'POST');
      }
      this.edits += 1;
    } catch {
      // As above: the end of the run shows whether it was done.
    }
  }

  async #hub(path: string, method = 'GET', body?: unknown): Promise<Response> {
    this.#token ??= await signIn(this.#parts.hubUrl, ADMIN, CALL_MS);
    return call(`${this.#parts.hubUrl}/api/v1${path}`, method, body, { authorization: `Bearer ${this.#token}` });
  }
}

function call(url: string, method: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
}
