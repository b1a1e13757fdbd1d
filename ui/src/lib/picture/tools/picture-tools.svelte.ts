import type { Objective } from '@eyepiece/shared-types';
import type { Annotating } from '../../annotations/annotating.svelte.ts';
import type { SharedPointers } from '../../annotations/shared-pointers.svelte.ts';
import { Measuring } from '../optics/measuring.svelte.ts';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import { nextGuideKind, readGuideKind, type GuideKind } from './guide-lines.ts';

/** Tools over the live picture: guides, measurements, over-exposure marks, calibration. */
export class PictureTools {
  guides = $state<GuideKind>(readGuideKind(readPreference('guides')));
  overExposure = $state(false);
  /** Whether the card with peaking, false colours and filters is open. */
  displayOpen = $state(false);
  /** The objective being calibrated with a line. */
  calibrating = $state.raw<Objective | null>(null);
  /** Whether the objectives dialog is open. */
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

  /** Only one tool at a time: both use the same pointer events. */
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

  /** What was begun belongs to the camera that was selected: its objectives, its pixels. */
  leaveCamera(): void {
    this.choosing = false;
    if (this.calibrating) this.endCalibration();
    this.measuring.discard();
    this.annotating.leave();
    this.pointers.stop();
  }

  /** Cancels one level: the drawing in progress, then the tool. Returns false when there was nothing to cancel. */
  escape(): boolean {
    if (this.annotating.escape()) return true;
    if (this.pointers.sharing) {
      this.pointers.stop();
      return true;
    }
    if (!this.measuring.active) return false;
    if (this.measuring.draft.length > 0) this.measuring.discard();
    else if (this.calibrating) this.endCalibration();
    else this.measuring.stop();
    return true;
  }
}
