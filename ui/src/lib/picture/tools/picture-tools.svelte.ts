import type { Objective } from '@eyepiece/shared-types';
import type { Annotating } from '../../annotations/annotating.svelte.ts';
import type { SharedPointers } from '../../annotations/shared-pointers.svelte.ts';
import { PlacedTool, type AreaTool, type LineTool } from '../areas/placed-tools.svelte.ts';
import type { PastPicture } from '../rewind/rewinding.svelte.ts';
import { Measuring } from '../optics/measuring.svelte.ts';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import { nextGuideKind, readGuideKind, type GuideKind } from './guide-lines.ts';

/** A tool that takes the pointer. */
interface PointerTool {
  readonly active: boolean;
  toggle(): void;
  stop(): void;
}

/** Tools over the live picture: guides, measurements, areas, over-exposure marks, calibration. */
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
  /** The line whose samples are plotted. */
  readonly profile: LineTool = new PlacedTool();
  /** The place on that line at which the pointer is in the plot, 0 to 1; null for none. */
  markedShare = $state<number | null>(null);
  /** The part of the picture whose histogram and sharpness are shown. */
  readonly region: AreaTool = new PlacedTool();
  /** The region that the camera is to read. */
  readonly cameraRegion: AreaTool = new PlacedTool();
  /** Picks a point of the specimen that has no colour; nothing stays placed. */
  readonly whitePoint = new PlacedTool<never>();
  readonly annotating: Annotating;

  readonly pointers: SharedPointers;

  /** Guests see the live picture only. */
  readonly mayLookBack: boolean;
  lookingBack = $state(false);
  /** The past picture over the live one. */
  past = $state.raw<PastPicture | null>(null);

  constructor(annotating: Annotating, pointers: SharedPointers, mayLookBack = false) {
    this.annotating = annotating;
    this.pointers = pointers;
    this.mayLookBack = mayLookBack;
  }

  nextGuides(): void {
    this.guides = nextGuideKind(this.guides);
    writePreference('guides', this.guides);
  }

  toggleOverExposure(): void {
    this.overExposure = !this.overExposure;
  }

  /** Only one tool at a time: all use the same pointer events. */
  toggleMeasuring(): void {
    if (this.calibrating) this.endCalibration();
    else {
      const { active } = this.measuring;
      this.#stopAll();
      if (!active) this.measuring.toggle();
    }
  }

  toggleAnnotating(): void {
    const { open } = this.annotating;
    this.#stopAll();
    if (!open) this.annotating.toggle();
  }

  togglePointing(): void {
    const { sharing } = this.pointers;
    this.#stopAll();
    if (!sharing) this.pointers.toggle();
  }

  toggle(tool: 'profile' | 'region' | 'cameraRegion' | 'whitePoint'): void {
    const { active } = this[tool];
    this.#stopAll();
    if (!active) this[tool].toggle();
  }

  calibrate(objective: Objective): void {
    this.choosing = false;
    this.#stopAll();
    this.calibrating = objective;
    this.measuring.calibrate();
  }

  endCalibration(): void {
    this.calibrating = null;
    this.measuring.stop();
  }

  /** Shows what was placed on earlier pictures of this geometry. */
  set geometry(key: string) {
    this.measuring.geometry = key;
    for (const tool of [this.profile, this.region, this.cameraRegion]) tool.geometry = key;
  }

  /** The tool that draws an area or a line, or picks a point. */
  get placing(): PointerTool | null {
    return [this.profile, this.region, this.cameraRegion, this.whitePoint].find(({ active }) => active) ?? null;
  }

  #stopAll(): void {
    this.endCalibration();
    this.annotating.stop();
    this.pointers.stop();
    this.placing?.stop();
  }

  /** A drawing in progress belongs to the camera that was selected: to its objectives and pixels. */
  leaveCamera(): void {
    this.choosing = false;
    if (this.calibrating) this.endCalibration();
    this.measuring.discard();
    this.annotating.leave();
    this.pointers.stop();
    this.placing?.stop();
    this.lookingBack = false;
  }

  /** Cancels one level: the drawing in progress, the tool, then looking back. Returns false when there was nothing to cancel. */
  escape(): boolean {
    if (this.annotating.escape()) return true;
    if (this.pointers.sharing) {
      this.pointers.stop();
      return true;
    }
    if (this.placing) {
      if (this.cameraRegion.active) this.cameraRegion.place(null);
      this.placing.stop();
      return true;
    }
    if (!this.measuring.active) {
      if (!this.lookingBack) return false;
      this.lookingBack = false;
      return true;
    }
    if (this.measuring.draft.length > 0) this.measuring.discard();
    else if (this.calibrating) this.endCalibration();
    else this.measuring.stop();
    return true;
  }
}
