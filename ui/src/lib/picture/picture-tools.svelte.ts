import type { Objective } from '@eyepiece/shared-types';
import type { Annotating } from '../annotations/annotating.svelte.ts';
import type { SharedPointers } from '../annotations/shared-pointers.svelte.ts';
import { Measuring } from '../optics/measuring.svelte.ts';
import { readPreference, writePreference } from '../shell/preferences.ts';
import { nextGuideKind, readGuideKind, type GuideKind } from './guide-lines.ts';

/** What is laid over the live picture: guides, measurements, marks, a calibration under way. */
export class PictureTools {
  guides = $state<GuideKind>(readGuideKind(readPreference('guides')));
  overExposure = $state(false);
  /** The objective that is being calibrated by a line. */
  calibrating = $state.raw<Objective | null>(null);
  /** The dialog of the objectives is open. */
  choosing = $state(false);
  readonly measuring = new Measuring();
  readonly annotating: Annotating;

  readonly pointers: SharedPointers;

  constructor(annotating: Annotating, pointers: SharedPointers) {
    this.annotating = annotating;
    this.pointers = pointers;
  }

  nextGuides(): void {
    this.guides = nextGuideKind(this.guides);
    writePreference('guides', this.guides);
  }

  toggleOverExposure(): void {
    this.overExposure = !this.overExposure;
  }

  toggleMeasuring(): void {
    this.annotating.stop();
    this.pointers.stop();
    if (this.calibrating) this.endCalibration();
    else this.measuring.toggle();
  }

  /** One hand, one tool: the two would want the same press. */
  toggleAnnotating(): void {
    this.endCalibration();
    this.pointers.stop();
    this.annotating.toggle();
  }

  togglePointing(): void {
    this.endCalibration();
    this.annotating.stop();
    this.pointers.toggle();
  }

  calibrate(objective: Objective): void {
    this.choosing = false;
    this.annotating.stop();
    this.pointers.stop();
    this.calibrating = objective;
    this.measuring.calibrate();
  }

  endCalibration(): void {
    this.calibrating = null;
    this.measuring.stop();
  }

  /** One step back: what is begun, then the tool. True when there was something to end. */
  escape(): boolean {
    if (this.annotating.escape()) return true;
    if (this.pointers.sharing) {
      this.pointers.stop();
      return true;
    }
    if (!this.measuring.active) return false;
    if (this.measuring.draft.length > 0) this.measuring.abandon();
    else if (this.calibrating) this.endCalibration();
    else this.measuring.stop();
    return true;
  }
}
