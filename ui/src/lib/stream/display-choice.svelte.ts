import type { FilterStep, FilterStepName, User } from '@eyepiece/shared-types';
import { FILTER_STEPS_MAX } from '@eyepiece/shared-types/filters/filter-limits';
import { ofPerson, readPreference, writePreference } from '../browser/preferences.ts';
import { reportFault } from '../browser/report-fault.ts';
import { LUT_NAMES, PEAKING_STRENGTH, PLAIN, isPlain, type DisplaySettings } from './display/display-settings.ts';
import type { RenderedAs } from './display/pipeline.ts';
import type { FromPlayer, ToPlayer } from './player/messages.ts';

/** Filters as they are added. */
export const USUAL_STEPS: { readonly [Name in FilterStepName]: Extract<FilterStep, { step: Name }> } = {
  smooth: { step: 'smooth', sigma: 1 },
  sharpen: { step: 'sharpen', sigma: 1.5, amount: 1 },
  edges: { step: 'edges', gain: 4 },
  background: { step: 'background', radius: 50, offset: 0.5 },
  threshold: { step: 'threshold', low: 0.5, high: 1 },
  channels: { step: 'channels', red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1] },
};

/** How this viewer looks at the watched camera: peaking, false colours, filters. Nobody else sees it, and no file has it. */
export class DisplayChoice {
  settings = $state.raw<DisplaySettings>(PLAIN);
  /** How altered pictures are computed; null while pictures are plain. */
  as = $state.raw<RenderedAs | null>(null);
  /** This browser cannot compute the chosen settings: pictures are plain. */
  failed = $state(false);
  readonly altered = $derived(!isPlain(this.settings));
  readonly full = $derived(this.settings.steps.length >= FILTER_STEPS_MAX);
  #cameraId: string | null = null;
  #fullWidth: number | null = null;
  /** What `togglePlain` returns to. */
  #before = $state.raw<DisplaySettings | null>(null);
  readonly #post: (message: ToPlayer) => void;
  readonly #user: () => Pick<User, 'id' | 'guest'> | null | undefined;

  /** @param user whose choices are kept; those of guests end with the page, because each visit has another id */
  constructor(post: (message: ToPlayer) => void, user: () => Pick<User, 'id' | 'guest'> | null | undefined) {
    this.#post = post;
    this.#user = user;
  }

  begin(cameraId: string): void {
    this.#cameraId = cameraId;
    this.#fullWidth = null;
    this.#before = null;
    this.#show(PLAIN);
    void this.#restore(cameraId);
  }

  /** Whether there are settings that `togglePlain` returns to. */
  get returns(): boolean {
    return this.#before !== null;
  }

  /** @param fullWidth of the camera's picture, of which smaller renditions may be shown */
  pictureIs(fullWidth: number | null): void {
    if (fullWidth === this.#fullWidth) return;
    this.#fullWidth = fullWidth;
    if (this.altered) this.#show(this.settings);
  }

  change(part: Partial<DisplaySettings>): void {
    if (this.#cameraId === null) return;
    this.#show({ ...this.settings, ...part });
    this.#keep();
  }

  togglePeaking(): void {
    this.change({ peaking: this.settings.peaking ? null : { strength: PEAKING_STRENGTH.usual, color: 'red' } });
  }

  /** Goes through the tables, then to none. */
  nextLut(): void {
    const at = this.settings.lut === null ? -1 : LUT_NAMES.indexOf(this.settings.lut);
    this.change({ lut: LUT_NAMES[at + 1] ?? null });
  }

  addStep(name: FilterStepName): void {
    if (!this.full) this.change({ steps: [...this.settings.steps, USUAL_STEPS[name]] });
  }

  changeStep(place: number, step: FilterStep): void {
    this.change({ steps: this.settings.steps.with(place, step) });
  }

  removeStep(place: number): void {
    this.change({ steps: this.settings.steps.toSpliced(place, 1) });
  }

  /** Applies a step before the one that was before it. */
  moveUp(place: number): void {
    const step = this.settings.steps[place];
    if (step && place > 0) this.change({ steps: this.settings.steps.toSpliced(place, 1).toSpliced(place - 1, 0, step) });
  }

  /** Shows the plain picture, and again as before. */
  togglePlain(): void {
    const before = this.#before;
    if (this.altered) {
      const now = this.settings;
      this.change(PLAIN);
      this.#before = now;
    } else if (before) this.change(before);
  }

  receive(message: FromPlayer): void {
    if (message.type !== 'display') return;
    this.as = message.as;
    this.failed = message.failed;
  }

  #show(settings: DisplaySettings): void {
    this.settings = settings;
    this.failed = false;
    this.#post({ type: 'display', settings, fullWidth: this.#fullWidth });
  }

  #keep(): void {
    this.#before = null;
    const name = this.#name();
    if (name !== null) writePreference(name, this.altered ? JSON.stringify(this.settings) : null);
  }

  /** What was stored may be of another version. Few have stored anything, so that its check is loaded when it is needed. */
  async #restore(cameraId: string): Promise<void> {
    const name = this.#name();
    const kept = name === null ? null : readPreference(name);
    if (kept === null) return;
    try {
      const { parseDisplay } = await import('./parse-display.ts');
      const settings = parseDisplay(kept);
      if (cameraId === this.#cameraId && this.settings === PLAIN && !this.returns) this.#show(settings);
    } catch (error) {
      reportFault('The display settings could not be restored:', error);
    }
  }

  #name(): string | null {
    const user = this.#user();
    return !user || user.guest || this.#cameraId === null ? null : ofPerson(user.id, `display.${this.#cameraId}`);
  }
}
