/** Who wants to know a camera's histogram and sharpness: the camera is asked for what all of them want together. */
import type { AnalysisWish } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { CameraOrders } from './orders.ts';

/** A wish nobody has. */
const NOTHING: AnalysisWish = { histogram: false, focus: false };

interface Telling {
  readonly running: Promise<void>;
  next?: Promise<void>;
}

/** Somebody who watches; compared by identity. */
type Watcher = object;

export interface AnalysisWatchesParts {
  readonly registry: CameraRegistry;
  readonly orders: CameraOrders;
  readonly logger: Logger;
}

export class AnalysisWatches {
  readonly #orders: CameraOrders;
  readonly #registry: CameraRegistry;
  readonly #logger: Logger;
  /** By camera; in the order in which they were asked, so that the last region counts. */
  readonly #wishes = new Map<string, Map<Watcher, AnalysisWish>>();
  /** What each camera was last told on its present link. */
  readonly #told = new Map<string, string>();
  /** By camera: what is being told, and the one telling that waits for it. */
  readonly #telling = new Map<string, Telling>();

  constructor({ registry, orders, logger }: AnalysisWatchesParts) {
    this.#registry = registry;
    this.#orders = orders;
    this.#logger = logger;
    registry.on('attached', (camera) => {
      this.#told.delete(camera.id);
      if (this.#wishes.has(camera.id)) this.#tellQuietly(camera.id);
    });
  }

  /**
   * Notes a wish, in place of the watcher's last one. Of a camera that is away the wish waits for it.
   * @throws {HubError} when the camera refuses it, with the camera's words; the wish before it stays
   */
  async watch(watcher: Watcher, cameraId: string, wish: AnalysisWish): Promise<void> {
    const camera = this.#orders.camera(cameraId);
    const before = this.#wishes.get(cameraId)?.get(watcher);
    this.#note(watcher, cameraId, wish);
    if (!camera.online) return;
    try {
      await this.#tell(cameraId);
    } catch (error) {
      if (!this.#orders.camera(cameraId).online) return;
      if (this.#wishes.get(cameraId)?.get(watcher) === wish) this.#note(watcher, cameraId, before);
      this.#tellQuietly(cameraId);
      throw error;
    }
  }

  /** May be called for somebody who does not watch. */
  unwatch(watcher: Watcher, cameraId: string): void {
    if (!this.#wishes.get(cameraId)?.has(watcher)) return;
    this.#note(watcher, cameraId, undefined);
    this.#tellQuietly(cameraId);
  }

  /** The watcher is gone. */
  leave(watcher: Watcher): void {
    for (const cameraId of [...this.#wishes.keys()]) this.unwatch(watcher, cameraId);
  }

  #note(watcher: Watcher, cameraId: string, wish: AnalysisWish | undefined): void {
    const wishes = this.#wishes.get(cameraId) ?? new Map<Watcher, AnalysisWish>();
    wishes.delete(watcher);
    if (wish?.histogram || wish?.focus) wishes.set(watcher, wish);
    if (wishes.size > 0) this.#wishes.set(cameraId, wishes);
    else this.#wishes.delete(cameraId);
  }

  /** One after the other for each camera, each with what is wanted by then. */
  #tell(cameraId: string): Promise<void> {
    const before = this.#telling.get(cameraId);
    if (before) {
      // One that waits says what is wanted when its turn comes, so all who ask meanwhile share it.
      before.next ??= before.running.then(
        () => this.#tellFirst(cameraId),
        () => this.#tellFirst(cameraId),
      );
      return before.next;
    }
    return this.#tellFirst(cameraId);
  }

  #tellFirst(cameraId: string): Promise<void> {
    const running = this.#tellNow(cameraId);
    const telling: Telling = { running };
    this.#telling.set(cameraId, telling);
    const forget = (): void => {
      if (this.#telling.get(cameraId) === telling && telling.next === undefined) this.#telling.delete(cameraId);
    };
    running.then(forget, forget);
    return running;
  }

  async #tellNow(cameraId: string): Promise<void> {
    const wish = together(this.#wishes.get(cameraId));
    const text = JSON.stringify(wish);
    if (text === (this.#told.get(cameraId) ?? JSON.stringify(NOTHING))) return;
    await this.#orders.send(cameraId, 'analysis.watch', wish, z.unknown());
    this.#told.set(cameraId, text);
  }

  #tellQuietly(cameraId: string): void {
    this.#tell(cameraId).catch((error: unknown) => {
      // A camera that is away forgets by itself, and is asked anew when it is back.
      if (this.#registry.get(cameraId)?.online) this.#logger.warn({ cameraId, err: error }, 'the analysis could not be asked for');
    });
  }
}

function together(wishes: Map<Watcher, AnalysisWish> | undefined): AnalysisWish {
  const all = [...(wishes?.values() ?? [])];
  const region = all.findLast((wish) => wish.region)?.region;
  return {
    histogram: all.some(({ histogram }) => histogram),
    focus: all.some(({ focus }) => focus),
    ...(region && { region }),
  };
}
