import { readPreference, writePreference } from '../browser/preferences.ts';

export const SHARE_LIMITS = { min: 0.15, max: 1 / 3, usual: 0.28 } as const;

/** How much of a panel's height one part of it has. Kept in this browser. */
export class PanelShare {
  value = $state<number>(SHARE_LIMITS.usual);
  readonly #preference: string;

  constructor(preference: string) {
    this.#preference = preference;
    const kept = Number(readPreference(preference) ?? Number.NaN);
    if (Number.isFinite(kept)) this.value = within(kept);
  }

  set(share: number): void {
    if (!Number.isFinite(share)) return;
    this.value = within(share);
    writePreference(this.#preference, String(Number(this.value.toFixed(4))));
  }

  reset(): void {
    this.value = SHARE_LIMITS.usual;
    writePreference(this.#preference, null);
  }
}

function within(share: number): number {
  return Math.min(SHARE_LIMITS.max, Math.max(SHARE_LIMITS.min, share));
}
