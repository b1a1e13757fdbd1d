/** The hub's memory from its own metrics: heap and buffers. */
import { setTimeout as delay } from 'node:timers/promises';
import { repeating } from '../../timing/repeating.ts';
import { MemoryPeak } from '../../system/processes/memory-peak.ts';

const EVERY_MS = 500;
const ASK_MS = 10_000;
const MB = 1024 * 1024;
const HELD = ['nodejs_heap_size_used_bytes', 'nodejs_external_memory_bytes'] as const;

export interface MemoryUse {
  /** Peak of heap and buffers, MB. */
  readonly heldMb: number;
  readonly residentMb: number;
}

export class Memory {
  readonly #url: string;
  readonly #token: string;
  readonly #resident: MemoryPeak;
  readonly #leave: () => Promise<void>;
  #heldMb = 0;

  constructor({ url, token, pid }: { url: string; token: string; pid: number }) {
    this.#url = `${url}/metrics`;
    this.#token = token;
    this.#resident = new MemoryPeak(pid, EVERY_MS);
    this.#leave = repeating(() => this.#look(), EVERY_MS);
  }

  begin(): void {
    this.#heldMb = 0;
    this.#resident.begin();
  }

  async end(): Promise<MemoryUse> {
    await Promise.all([this.#look(), this.#resident.look()]);
    return { heldMb: this.#heldMb, residentMb: this.#resident.bytes / MB };
  }

  /** Ends the measurement. */
  async leave(): Promise<void> {
    await Promise.all([this.#leave(), this.#resident.leave()]);
  }

  /** Waits until the hub uses at most this much; @returns its memory then, or at the deadline, MB */
  async settled(mostMb: number, withinMs: number): Promise<number> {
    for (const deadline = performance.now() + withinMs; ;) {
      const heldMb = (await this.#held()) ?? Number.POSITIVE_INFINITY;
      if (heldMb <= mostMb || performance.now() > deadline) return heldMb;
      await delay(EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    const heldMb = (await this.#held()) ?? 0;
    if (heldMb > this.#heldMb) this.#heldMb = heldMb;
  }

  /** undefined if the hub does not answer; the operator detects that. */
  async #held(): Promise<number | undefined> {
    try {
      const headers = { authorization: `Bearer ${this.#token}` };
      const text = await (await fetch(this.#url, { headers, signal: AbortSignal.timeout(ASK_MS) })).text();
      const bytes = HELD.reduce((sum, name) => sum + Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? 0), 0);
      return bytes / MB;
    } catch {
      return undefined;
    }
  }
}
