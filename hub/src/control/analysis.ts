/** Subscriptions to a camera's histogram and focus measure. The camera receives the union of all requests. */
import type { AnalysisRequest } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { CameraOrders } from './orders.ts';

/** The camera's state without subscriptions. */
const NO_ANALYSIS: AnalysisRequest = { histogram: false, focus: false };

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
  readonly #requests = new Map<string, Map<Watcher, AnalysisRequest>>();
  /** The last request sent to each camera on its current link. */
  readonly #sent = new Map<string, string>();
  /** By camera: the request in progress, and the one that follows it. */
  readonly #sending = new Map<string, Sending>();

  constructor({ registry, orders, logger }: AnalysisWatchesParts) {
    this.#registry = registry;
    this.#orders = orders;
    this.#logger = logger;
    const follow = (camera: Camera): void => {
      camera.on('attached', () => {
        this.#sent.delete(camera.id);
        if (this.#requests.has(camera.id)) this.#sendInBackground(camera.id);
      });
    };
    for (const camera of registry.all) follow(camera);
    registry.on('added', follow);
  }

  /**
   * Replaces the watcher's request. While the camera is offline, the request is stored until it reconnects.
   * @throws {HubError} with the camera's message when the camera refuses; the previous request stays in effect
   */
  async watch(watcher: Watcher, cameraId: string, request: AnalysisRequest): Promise<void> {
    const camera = this.#orders.camera(cameraId);
    const before = this.#requests.get(cameraId)?.get(watcher);
    this.#setRequest(watcher, cameraId, request);
    if (!camera.online) return;
    try {
      await this.#send(cameraId);
    } catch (error) {
      if (!this.#orders.camera(cameraId).online) return;
      if (this.#requests.get(cameraId)?.get(watcher) === request) this.#setRequest(watcher, cameraId, before);
      this.#sendInBackground(cameraId);
      throw error;
    }
  }

  /** Does nothing when the watcher has no request for this camera. */
  unwatch(watcher: Watcher, cameraId: string): void {
    if (!this.#requests.get(cameraId)?.has(watcher)) return;
    this.#setRequest(watcher, cameraId, undefined);
    this.#sendInBackground(cameraId);
  }

  /** Removes all requests of a watcher that has disconnected. */
  leave(watcher: Watcher): void {
    for (const cameraId of [...this.#requests.keys()]) this.unwatch(watcher, cameraId);
  }

  #setRequest(watcher: Watcher, cameraId: string, request: AnalysisRequest | undefined): void {
    const requests = this.#requests.get(cameraId) ?? new Map<Watcher, AnalysisRequest>();
    requests.delete(watcher);
    if (request?.histogram || request?.focus) requests.set(watcher, request);
    if (requests.size > 0) this.#requests.set(cameraId, requests);
    else this.#requests.delete(cameraId);
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
    const request = unionOf(this.#requests.get(cameraId));
    const text = JSON.stringify(request);
    if (text === (this.#sent.get(cameraId) ?? JSON.stringify(NO_ANALYSIS))) return;
    await this.#orders.send(cameraId, 'analysis.watch', request, z.unknown());
    this.#sent.set(cameraId, text);
  }

  #sendInBackground(cameraId: string): void {
    this.#send(cameraId).catch((error: unknown) => {
      // An offline camera has no subscriptions; `attached` sends them again.
      if (this.#registry.get(cameraId)?.online) this.#logger.warn({ cameraId, err: error }, 'the camera refused the analysis request');
    });
  }
}

function unionOf(requests: Map<Watcher, AnalysisRequest> | undefined): AnalysisRequest {
  const all = [...(requests?.values() ?? [])];
  const region = all.findLast((request) => request.region)?.region;
  return {
    histogram: all.some(({ histogram }) => histogram),
    focus: all.some(({ focus }) => focus),
    ...(region && { region }),
  };
}
