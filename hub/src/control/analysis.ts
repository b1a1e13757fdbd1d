/** Subscriptions to a camera's histogram and focus measure. The camera receives the union of all requests. */
import type { AnalysisWish } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { CameraOrders } from './orders.ts';

/** The camera's state without subscriptions. */
const NO_ANALYSIS: AnalysisWish = { histogram: false, focus: false };

interface Sending {
  readonly running: Promise<void>;
  next?: Promise<void>;
}

/** A subscriber, compared by identity. */
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
  /** By camera, in the order of the requests: the last region wins. */
  readonly #wishes = new Map<string, Map<Watcher, AnalysisWish>>();
  /** The last request sent to each camera on its current link. */
  readonly #sent = new Map<string, string>();
  /** By camera: the request in progress, and the one that follows it. */
  readonly #sending = new Map<string, Sending>();

  constructor({ registry, orders, logger }: AnalysisWatchesParts) {
    this.#registry = registry;
    this.#orders = orders;
    this.#logger = logger;
    registry.on('attached', (camera) => {
      this.#sent.delete(camera.id);
      if (this.#wishes.has(camera.id)) this.#sendInBackground(camera.id);
    });
  }

  /**
   * Replaces the watcher's request. While the camera is offline, the request is stored until it reconnects.
   * @throws {HubError} with the camera's message when the camera refuses; the previous request stays in effect
   */
  async watch(watcher: Watcher, cameraId: string, wish: AnalysisWish): Promise<void> {
    const camera = this.#orders.camera(cameraId);
    const before = this.#wishes.get(cameraId)?.get(watcher);
    this.#setWish(watcher, cameraId, wish);
    if (!camera.online) return;
    try {
      await this.#send(cameraId);
    } catch (error) {
      if (!this.#orders.camera(cameraId).online) return;
      if (this.#wishes.get(cameraId)?.get(watcher) === wish) this.#setWish(watcher, cameraId, before);
      this.#sendInBackground(cameraId);
      throw error;
    }
  }

  /** Does nothing when the watcher has no request for this camera. */
  unwatch(watcher: Watcher, cameraId: string): void {
    if (!this.#wishes.get(cameraId)?.has(watcher)) return;
    this.#setWish(watcher, cameraId, undefined);
    this.#sendInBackground(cameraId);
  }

  /** Removes all requests of a watcher that has disconnected. */
  leave(watcher: Watcher): void {
    for (const cameraId of [...this.#wishes.keys()]) this.unwatch(watcher, cameraId);
  }

  #setWish(watcher: Watcher, cameraId: string, wish: AnalysisWish | undefined): void {
    const wishes = this.#wishes.get(cameraId) ?? new Map<Watcher, AnalysisWish>();
    wishes.delete(watcher);
    if (wish?.histogram || wish?.focus) wishes.set(watcher, wish);
    if (wishes.size > 0) this.#wishes.set(cameraId, wishes);
    else this.#wishes.delete(cameraId);
  }

  /** One request at a time per camera. Each contains the union at the moment of sending. */
  #send(cameraId: string): Promise<void> {
    const before = this.#sending.get(cameraId);
    if (before) {
      // The next request is built when it is sent, so all callers until then share it.
      before.next ??= before.running.then(
        () => this.#start(cameraId),
        () => this.#start(cameraId),
      );
      return before.next;
    }
    return this.#start(cameraId);
  }

  #start(cameraId: string): Promise<void> {
    const running = this.#sendUnion(cameraId);
    const sending: Sending = { running };
    this.#sending.set(cameraId, sending);
    const forget = (): void => {
      if (this.#sending.get(cameraId) === sending && sending.next === undefined) this.#sending.delete(cameraId);
    };
    running.then(forget, forget);
    return running;
  }

  async #sendUnion(cameraId: string): Promise<void> {
    const wish = unionOf(this.#wishes.get(cameraId));
    const text = JSON.stringify(wish);
    if (text === (this.#sent.get(cameraId) ?? JSON.stringify(NO_ANALYSIS))) return;
    await this.#orders.send(cameraId, 'analysis.watch', wish, z.unknown());
    this.#sent.set(cameraId, text);
  }

  #sendInBackground(cameraId: string): void {
    this.#send(cameraId).catch((error: unknown) => {
      // An offline camera has no subscriptions; `attached` sends them again.
      if (this.#registry.get(cameraId)?.online) this.#logger.warn({ cameraId, err: error }, 'the camera refused the analysis request');
    });
  }
}

function unionOf(wishes: Map<Watcher, AnalysisWish> | undefined): AnalysisWish {
  const all = [...(wishes?.values() ?? [])];
  const region = all.findLast((wish) => wish.region)?.region;
  return {
    histogram: all.some(({ histogram }) => histogram),
    focus: all.some(({ focus }) => focus),
    ...(region && { region }),
  };
}
