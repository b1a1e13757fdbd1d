import type { Point } from '../picture/viewport-matrix.ts';
import { LEAST_POINTS, type MeasureKind, type Measurement } from './measurement.ts';

/** Nearer than this to its first point, on the screen, a polygon closes. */
const CLOSES_WITHIN_PX = 10;
/** A press that moves farther than this draws; a shorter one is a click. */
const DRAWN_FROM_PX = 5;

/**
 * The measuring tool: a hand puts points on the picture, by dragging from one to the next or click by click.
 * Measurements belong to a geometry of the picture and are hidden while it is another.
 */
export class Measuring {
  kind = $state<MeasureKind | null>(null);
  /** The line being drawn counts for a calibration, not as a measurement. */
  calibrating = $state(false);
  draft = $state.raw<readonly Point[]>([]);
  /** Where the hand is, while a shape is begun. */
  floating = $state.raw<Point | null>(null);
  geometry = $state('');
  #all = $state.raw<readonly (Measurement & { readonly geometry: string })[]>([]);
  #pressedAt: Point | null = null;
  #count = 0;

  readonly active = $derived(this.kind !== null);
  readonly list = $derived(this.#all.filter(({ geometry }) => geometry === this.geometry));
  readonly shape = $derived(this.floating ? [...this.draft, this.floating] : this.draft);

  toggle(): void {
    if (this.kind === null) this.use('distance');
    else this.stop();
  }

  use(kind: MeasureKind): void {
    this.abandon();
    this.calibrating = false;
    this.kind = kind;
  }

  /** One line whose true length somebody knows. */
  calibrate(): void {
    this.use('distance');
    this.calibrating = true;
  }

  stop(): void {
    this.abandon();
    this.calibrating = false;
    this.kind = null;
  }

  /** @param scale CSS pixels per picture pixel */
  press(at: Point, scale: number): void {
    if (this.kind === null) return;
    if (this.calibrating && this.draft.length >= 2) this.abandon();
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

  /** Ends an area with the points it has. */
  close(): void {
    if (this.kind === 'area' && this.draft.length >= LEAST_POINTS.area) this.#finish(this.draft);
  }

  abandon(): void {
    this.draft = [];
    this.floating = null;
    this.#pressedAt = null;
  }

  remove(id: number): void {
    this.#all = this.#all.filter((measurement) => measurement.id !== id);
  }

  clear(): void {
    this.abandon();
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
    this.abandon();
  }
}

function near(one: Point, other: Point, within: number): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) <= within;
}
