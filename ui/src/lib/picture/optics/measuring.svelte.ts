import type { Point } from '../viewport-matrix.ts';
import { LEAST_POINTS, type MeasureKind, type Measurement } from './measurement.ts';

/** A click this close to the first point closes the polygon, CSS px. */
const CLOSES_WITHIN_PX = 10;
/** A longer press draws; a shorter one is a click, CSS px. */
const DRAWN_FROM_PX = 5;

/**
 * The measuring tool: places points by dragging or clicking. Measurements belong to a picture geometry and are hidden
 * under another one.
 */
export class Measuring {
  kind = $state<MeasureKind | null>(null);
  /** The line is for a calibration, not a measurement. */
  calibrating = $state(false);
  draft = $state.raw<readonly Point[]>([]);
  /** Pointer position while a shape is being drawn. */
  floating = $state.raw<Point | null>(null);
  #geometry = $state('');
  #all = $state.raw<readonly (Measurement & { readonly geometry: string })[]>([]);
  #pressedAt: Point | null = null;
  #count = 0;

  readonly active = $derived(this.kind !== null);
  readonly list = $derived(this.#all.filter(({ geometry }) => geometry === this.#geometry));
  readonly shape = $derived(this.floating ? [...this.draft, this.floating] : this.draft);

  get geometry(): string {
    return this.#geometry;
  }

  /** A shape in progress is discarded: its points have no place in another geometry. */
  set geometry(geometry: string) {
    if (geometry === this.#geometry) return;
    this.#geometry = geometry;
    this.discard();
  }

  toggle(): void {
    if (this.kind === null) this.selectTool('distance');
    else this.stop();
  }

  selectTool(kind: MeasureKind): void {
    this.discard();
    this.calibrating = false;
    this.kind = kind;
  }

  /** Draws one line of known length. */
  calibrate(): void {
    this.selectTool('distance');
    this.calibrating = true;
  }

  stop(): void {
    this.discard();
    this.calibrating = false;
    this.kind = null;
  }

  /** @param scale CSS pixels per picture pixel */
  press(at: Point, scale: number): void {
    if (this.kind === null) return;
    if (this.calibrating && this.draft.length >= 2) this.discard();
    this.#pressedAt = at;
    const [first] = this.draft;
    if (this.kind === 'area' && first && this.draft.length >= LEAST_POINTS.area && near(first, at, CLOSES_WITHIN_PX / scale)) {
      this.#finish(this.draft);
      return;
    }
    this.#add(at);
  }

  move(at: Point): void {
    if (this.draft.length > 0 && !this.#complete()) this.floating = at;
  }

  release(at: Point, scale: number): void {
    const pressedAt = this.#pressedAt;
    this.#pressedAt = null;
    const drawn = pressedAt !== null && !near(pressedAt, at, DRAWN_FROM_PX / scale);
    if (drawn && this.draft.length > 0 && !this.#complete()) this.#add(at);
  }

  /**
   * Whether Enter completes the area that is being drawn.
   * @param steered the point that the arrow keys have moved since the last corner; null while the pointer draws
   */
  closes(steered: Point | null): boolean {
    if (this.kind !== 'area' || this.draft.length < LEAST_POINTS.area) return false;
    const last = this.draft.at(-1);
    return steered === null || (last !== undefined && near(last, steered, 1e-6));
  }

  /** Completes an area with its current points. */
  close(): void {
    if (this.kind === 'area' && this.draft.length >= LEAST_POINTS.area) this.#finish(this.draft);
  }

  discard(): void {
    this.draft = [];
    this.floating = null;
    this.#pressedAt = null;
  }

  remove(id: number): void {
    this.#all = this.#all.filter((measurement) => measurement.id !== id);
  }

  clear(): void {
    this.discard();
    this.#all = this.#all.filter(({ geometry }) => geometry !== this.geometry);
  }

  #complete(): boolean {
    return this.kind !== null && this.kind !== 'area' && this.draft.length >= LEAST_POINTS[this.kind];
  }

  #add(at: Point): void {
    const points = [...this.draft, at];
    this.draft = points;
    this.floating = null;
    if (!this.#complete()) return;
    if (!this.calibrating) this.#finish(points);
  }

  #finish(points: readonly Point[]): void {
    if (this.kind === null) return;
    this.#all = [...this.#all, { id: ++this.#count, kind: this.kind, points, geometry: this.geometry }];
    this.discard();
  }
}

function near(one: Point, other: Point, within: number): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) <= within;
}
