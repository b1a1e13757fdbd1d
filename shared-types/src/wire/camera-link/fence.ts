/**
 * The fence of a camera's home. With several hubs, the hub that a camera service dials becomes the camera's home and gets
 * a fence: a number above that of every earlier home. The camera service obeys only the newest home that it knows, so a
 * hub that was paused or cut off gives no orders after it was replaced.
 */
import { z } from 'zod';
import { uuidSchema } from '../../primitives.ts';

export const fenceSchema = z.int().min(1);

/** What a hub that is one of several adds to its answer to hello. */
export const welcomeFenceSchema = z.object({ fence: fenceSchema, hubId: uuidSchema });
export type WelcomeFence = z.infer<typeof welcomeFenceSchema>;

/** The camera service's side. One object for all links of a process. */
export class FenceGate {
  #newest: WelcomeFence | undefined;

  /** For hello. */
  get highest(): number | undefined {
    return this.#newest?.fence;
  }

  /** @returns false for the welcome of a former home: the link must be closed */
  accept({ fence, hubId }: WelcomeFence): boolean {
    if (this.#newest && (fence < this.#newest.fence || (fence === this.#newest.fence && hubId !== this.#newest.hubId))) return false;
    this.#newest = { fence, hubId };
    return true;
  }

  /**
   * Whether to carry out an order.
   * @param welcome the accepted welcome of the link; undefined before it, and for a single hub
   * @param fence of the order
   */
  permits(welcome: WelcomeFence | undefined, fence: number | undefined): boolean {
    if (welcome === undefined) return fence === undefined;
    return fence === welcome.fence && fence === this.#newest?.fence && welcome.hubId === this.#newest.hubId;
  }
}
