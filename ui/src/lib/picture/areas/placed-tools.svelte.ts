import type { ProfileLine, Roi } from '@eyepiece/shared-types';

/** What was placed is kept for this many geometries, the newest last. */
const GEOMETRIES_MAX = 40;

/**
 * A tool that places something on the picture. It belongs to the geometry of the picture, as measurements do, and returns
 * when a picture has the same geometry again, as after a look at another camera.
 */
export class PlacedTool<Placed> {
  active = $state(false);
  geometry = $state('');
  #all = $state.raw<readonly { readonly geometry: string; readonly placed: Placed }[]>([]);

  readonly placed = $derived(this.#all.find(({ geometry }) => geometry === this.geometry)?.placed ?? null);

  place(placed: Placed | null): void {
    const { geometry } = this;
    const others = this.#all.filter((one) => one.geometry !== geometry);
    this.#all = placed === null ? others : [...others, { geometry, placed }].slice(-GEOMETRIES_MAX);
  }

  toggle(): void {
    this.active = !this.active;
  }

  stop(): void {
    this.active = false;
  }
}

/** Whole pixels of the picture. */
export type AreaTool = PlacedTool<Roi>;
/** Between the centres of two pixels. */
export type LineTool = PlacedTool<ProfileLine>;
