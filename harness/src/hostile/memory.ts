/** The hub's memory from its own metrics: heap and buffers. */
import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../system/process-use.ts';
import { repeating } from './repeating.ts';

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
  readonly #pid: number;
  /** Ends the measurement. */
  readonly leave: () => Promise<void>;
  #most: MemoryUse = { heldMb: 0, residentMb: 0 };

  constructor({ url, token, pid }: { url: string; token: string; pid: number }) {
    this.#url = `${url}/metrics`;
    this.#token = token;
    this.#pid = pid;
    this.leave = repeating(() => this.#look(), EVERY_MS);
  }

  begin(): void {
    this.#most = { heldMb: 0, residentMb: 0 };
  }

  async end(): Promise<MemoryUse> {
    await this.#look();
    return this.#most;
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
    const residentMb = await residentBytes(this.#pid).then(
      (bytes) => bytes / MB,
      () => 0,
    );
    this.#most = { heldMb: Math.max(this.#most.heldMb, heldMb), residentMb: Math.max(this.#most.residentMb, residentMb) };
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
