import type { Capture } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';

export type CompareMode = 'side' | 'wipe' | 'blink' | 'difference';
export const COMPARE_MODES = [
  { mode: 'side', name: 'Side by side', key: 's' },
  { mode: 'wipe', name: 'Wipe', key: 'w' },
  { mode: 'blink', name: 'Blink', key: 'b' },
  { mode: 'difference', name: 'Difference', key: 'd' },
] as const;
export const LETTERS = ['A', 'B', 'C', 'D'] as const;
/** Colours of A, B, C and D, distinguishable for colour-blind users. */
export const LETTER_COLORS = ['var(--letter-0)', 'var(--letter-1)', 'var(--letter-2)', 'var(--letter-3)'] as const;
export const BLINK_HZ = { min: 0.25, max: 8, usual: 1 } as const;
export const GAINS = [1, 2, 4, 8, 16] as const;

/** All pairs of `count` positions, neighbours first: 01, 12, 23, 02, 13, 03. */
export function pairsOf(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let apart = 1; apart < count; apart += 1) for (let at = 0; at + apart < count; at += 1) pairs.push([at, at + apart]);
  return pairs;
}

/** Two to four captures being compared, and the comparison mode. */
export class Comparison {
  captures = $state.raw<readonly Capture[]>([]);
  error = $state<string | null>(null);
  mode = $state<CompareMode>('side');
  zoomLinked = $state(true);
  windowLinked = $state(true);
  gain = $state<number>(4);
  blinkHz = $state<number>(BLINK_HZ.usual);
  blinking = $state(true);
  /** Position that blink shows now. */
  turn = $state(0);
  #pair = $state(0);
  #asked = 0;
  readonly #turns: Record<string, number> = {};
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #undo: () => void;

  readonly pairs = $derived.by(() => pairsOf(this.captures.length));
  /** Positions of the two captures that wipe and difference use. */
  readonly pair = $derived.by<readonly [number, number]>(() => this.pairs[this.#pair % Math.max(1, this.pairs.length)] ?? [0, 0]);

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
    const undo = [
      hub.events.on('captureUpdated', (changed) => {
        this.#nextRequest(changed.id);
        this.#renew(changed);
      }),
      hub.events.on('capturesChanged', ({ change, ids }) => {
        if (change === 'updated') this.#askAgain(ids);
      }),
      // Changes made while disconnected are not reported: load everything again.
      hub.events.on('welcome', () => this.#askAgain(null)),
    ];
    this.#undo = () => undo.forEach((one) => one());
  }

  /** Captures that are loaded already are not requested again. */
  async show(ids: readonly string[]): Promise<void> {
    const asked = (this.#asked += 1);
    this.error = null;
    try {
      const known = this.captures;
      const captures = await Promise.all(ids.map(async (id) => known.find((capture) => capture.id === id) ?? this.#hub.getCapture(id)));
      if (asked !== this.#asked) return;
      const pictures = captures.filter(({ format }) => format !== 'mp4');
      this.captures = pictures;
      if (pictures.length < captures.length) this.error = 'Clips cannot be compared and are left out.';
      this.turn = 0;
    } catch (error) {
      if (asked === this.#asked) this.error = errorText(this.#session.handleError(error));
    }
  }

  choosePair(pair: readonly [number, number]): void {
    const [from, to] = pair[0] < pair[1] ? pair : [pair[1], pair[0]];
    const at = this.pairs.findIndex(([first, second]) => first === from && second === to);
    if (at >= 0) this.#pair = at;
  }

  stepPair(step: 1 | -1): void {
    const count = Math.max(1, this.pairs.length);
    this.#pair = (this.#pair + step + count) % count;
  }

  blink(): void {
    this.turn = (this.turn + 1) % Math.max(1, this.captures.length);
  }

  close(): void {
    this.#asked += 1;
    this.#undo();
  }

  /** @param ids null: every capture may have changed */
  #askAgain(ids: readonly string[] | null): void {
    for (const { id } of this.captures) {
      if (ids && !ids.includes(id)) continue;
      const turn = this.#nextRequest(id);
      this.#hub.getCapture(id).then(
        (found) => {
          if (turn === this.#turns[id]) this.#renew(found);
        },
        (error: unknown) => (this.error = errorText(this.#session.handleError(error))),
      );
    }
  }

  /** Makes answers to earlier requests for this capture obsolete. Returns the new request number. */
  #nextRequest(id: string): number {
    return (this.#turns[id] = (this.#turns[id] ?? 0) + 1);
  }

  #renew(changed: Capture): void {
    this.captures = this.captures.map((capture) => (capture.id === changed.id ? changed : capture));
  }
}
