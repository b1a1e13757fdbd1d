/**
 * Chooses what a viewer gets: JPEG or a tier of video. Pure: the time is an argument.
 *
 * automatic: the JPEGs that the viewer asked for while the link carries all of them, because they lose nothing; else the
 * highest tier that fits the measured rate; else smaller JPEGs. economical: the highest tier that fits, also on a link
 * that carries JPEGs. exact: never video.
 *
 * Down at once, when the rate no longer fits, or when the chain broke twice within BREAKS_WITHIN_MS for lack of credit. Up
 * after a wait, which doubles when a step up has to be reversed soon. Without the doubling, an unsteady link would switch
 * back and forth for ever.
 */
import { VIDEO_TIERS, type PicturePreference, type VideoOffer, type VideoTier } from '@eyepiece/shared-types';

export type OfferedTier = VideoOffer['tiers'][number];

export interface Situation {
  /** Measured rate of the link, bytes per second; undefined before the first measurement. */
  readonly bytesPerSecond: number | undefined;
  /** Whether several measurements agree on it. */
  readonly isSure: boolean;
  /** Whether the link carries every JPEG in the size and quality that the viewer asked for. */
  readonly carriesJpeg: boolean;
}

/** The JPEGs that the viewer asked for, a tier, or JPEGs that are as small as the link needs. */
type Step = 'jpeg' | OfferedTier | 'small jpeg';

/** A tier is chosen when the link has this part of its rate: encoders stay below their rate on most pictures. */
const FITS = 0.9;
/** A tier is left when the link has less than this part of its rate. Single measurements are not exact. */
const STAYS = 0.65;
const BREAKS_WITHIN_MS = 10_000;
/** After the first choice or a step up, measurements may still lead further up. */
const SETTLED_MS = 1000;
const UP_AFTER_MS = 10_000;
const UP_AFTER_MAX_MS = 160_000;
const UP_FAILED_MS = 8000;

export class TierChoice {
  readonly #prefer: PicturePreference;
  /** Best first. */
  #steps: readonly Step[] = [];
  /** Undefined before the first choice. */
  #place: number | undefined;
  /** The first step that has not broken too often. */
  #allowed = 0;
  #brokeAtMs: number | undefined;
  #upFromMs: number;
  #upAfterMs = UP_AFTER_MS;
  #wentUpAtMs = Number.NEGATIVE_INFINITY;

  constructor(prefer: PicturePreference, nowMs: number) {
    this.#prefer = prefer;
    this.#upFromMs = nowMs + SETTLED_MS;
    this.offer([]);
  }

  /** The chosen tier; undefined: JPEG. */
  get tier(): VideoTier | undefined {
    return this.#place === undefined ? undefined : this.#tierAt(this.#place);
  }

  /** Whether the link, and not the preference, is the reason for the chosen tier. */
  get reduced(): boolean {
    return this.tier !== undefined && this.#place !== 0;
  }

  /** Sets the tiers that the camera offers and that the viewer can use. */
  offer(offered: readonly OfferedTier[]): void {
    const before = this.tier;
    const namesBefore = this.#names;
    const tiers = this.#prefer === 'exact' ? [] : offered.toSorted((a, b) => VIDEO_TIERS.indexOf(a.tier) - VIDEO_TIERS.indexOf(b.tier));
    this.#steps = this.#prefer === 'economical' ? [...tiers, 'small jpeg'] : ['jpeg', ...tiers, 'small jpeg'];
    if (this.#names === namesBefore) return;
    this.#allowed = 0;
    const place = this.#steps.findIndex((_, candidate) => this.#tierAt(candidate) === before);
    // A viewer of JPEGs chooses anew.
    this.#place = before === undefined || place < 0 ? undefined : place;
  }

  /** The chain broke because the viewer had no credit or its decoder failed. @returns whether the choice changed */
  broke(nowMs: number): boolean {
    const again = this.#brokeAtMs !== undefined && nowMs - this.#brokeAtMs < BREAKS_WITHIN_MS;
    this.#brokeAtMs = again ? undefined : nowMs;
    if (!again || this.#place === undefined || this.tier === undefined) return false;
    this.#allowed = this.#place + 1;
    this.#down(this.#allowed, nowMs);
    return true;
  }

  /** Called with each measurement, and a few times a second. @returns whether the choice changed */
  decide(situation: Situation, nowMs: number): boolean {
    if (situation.bytesPerSecond === undefined) return false;
    const place = this.#place;
    const target = this.#first(situation, this.#allowed);
    if (place === undefined) {
      this.#place = target;
      return this.tier !== undefined;
    }
    if (target > place) return !this.#carries(place, situation, STAYS) && this.#down(target, nowMs);
    if (!situation.isSure || nowMs < this.#upFromMs || this.#first(situation, 0) >= place) return false;
    // Steps that broke before are tried again one by one.
    if (target === place) this.#allowed -= 1;
    return this.#up(this.#first(situation, this.#allowed), nowMs);
  }

  get #names(): string {
    return this.#steps.map((step) => (typeof step === 'string' ? step : step.tier)).join();
  }

  #tierAt(place: number): VideoTier | undefined {
    const step = this.#steps[place];
    return typeof step === 'object' ? step.tier : undefined;
  }

  /** The best step that the link carries, from `allowed` on. */
  #first(situation: Situation, allowed: number): number {
    const last = this.#steps.length - 1;
    for (let place = allowed; place < last; place += 1) if (this.#carries(place, situation, FITS)) return place;
    return last;
  }

  #carries(place: number, { bytesPerSecond = 0, carriesJpeg }: Situation, part: number): boolean {
    const step = this.#steps[place];
    if (typeof step === 'object') return (step.bitsPerSecond / 8) * part <= bytesPerSecond;
    return step === 'jpeg' ? carriesJpeg : true;
  }

  #up(place: number, nowMs: number): boolean {
    if (place === this.#place) return false;
    this.#wentUpAtMs = nowMs;
    this.#upFromMs = nowMs + (this.#allowed > 0 ? this.#upAfterMs : SETTLED_MS);
    this.#place = place;
    return true;
  }

  #down(place: number, nowMs: number): boolean {
    const failed = nowMs - this.#wentUpAtMs < UP_FAILED_MS;
    this.#upAfterMs = failed ? Math.min(UP_AFTER_MAX_MS, 2 * this.#upAfterMs) : UP_AFTER_MS;
    this.#upFromMs = nowMs + this.#upAfterMs;
    this.#place = place;
    return true;
  }
}
