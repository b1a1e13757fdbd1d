/** Tells the other hubs about the cameras of this hub: everything when a connection is up, then the changes. */
import { isDeepStrictEqual } from 'node:util';
import type { AnalysisWatchAnswer, Capabilities } from '@eyepiece/shared-types';
import { idOf } from '../../../control/analysis/analysis-areas.ts';
import type { AnalysisWatches } from '../../../control/analysis/analysis.ts';
import type { Control } from '../../../control/desk.ts';
import type { JobLedger } from '../../../control/jobs/ledger.ts';
import { HubError } from '../../../errors.ts';
import type { Camera } from '../../../ingest/camera.ts';
import type { CameraRegistry } from '../../../ingest/registry.ts';
import type { Peers } from '../../peers/peers.ts';
import { understood } from '../../peers/protocol.ts';
import type { Homes } from '../homes.ts';
import { ANALYSIS_EVENT, analysisWatchSchema } from './messages.ts';
import type { Telling } from './telling.ts';

/** A camera's changes are sent at most this often, always including the last one, ms. */
const INTERVAL_MS = 250;

export interface PublisherParts {
  readonly peers: Peers;
  readonly telling: Telling;
  readonly homes: Homes;
  readonly registry: CameraRegistry;
  /** Of this hub's cameras. */
  readonly control: Control;
  readonly ledger: JobLedger;
  readonly analysis: AnalysisWatches;
}

export class Publisher {
  readonly #parts: PublisherParts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #sentAtMs = new Map<string, number>();
  /** As last sent: they are large and rarely change. */
  readonly #capabilities = new Map<string, Capabilities>();
  /** Hubs with subscribers to a camera's analysis; the object stands for all of them at that hub. */
  readonly #watchers = new Map<string, { readonly hubId: string }>();
  /** By camera and hub: the ids of the areas that the hub asked for. */
  readonly #watched = new Map<string, Map<string, ReadonlySet<string>>>();

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    const { peers, telling, homes, registry, control, ledger } = parts;
    peers.on('up', ({ hubId }) => {
      this.#tellEverything(hubId);
      telling.tell(hubId, 'homes:resend', {});
    });
    peers.on('down', ({ hubId }) => this.#unwatch(hubId));
    telling.on('homes:resend', (_message, hubId) => this.#tellEverything(hubId));
    for (const camera of registry.all) this.#follow(camera);
    registry.on('added', (camera) => this.#follow(camera));
    homes.on('claimed', (cameraId) => this.#capabilities.delete(cameraId));
    control.on('changed', (state) => {
      const fence = homes.table.ownFence(state.cameraId);
      if (fence !== undefined) telling.tellAll('homes:control', { cameraId: state.cameraId, fence, control: state });
    });
    ledger.on('progress', (job) => {
      const fence = homes.table.ownFence(job.cameraId);
      if (fence !== undefined) telling.tellAll('homes:job', { cameraId: job.cameraId, fence, job });
    });
    peers.serve(ANALYSIS_EVENT, async (payload, { hubId }) => {
      return this.#watch(hubId, understood(analysisWatchSchema, payload));
    });
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #follow(camera: Camera): void {
    camera.on('state', () => this.#touch(camera));
    camera.on('analysis', (analysis) => {
      const fence = this.#parts.homes.table.ownFence(camera.id);
      if (fence === undefined) return;
      for (const [hubId, asked] of this.#watched.get(camera.id) ?? new Map<string, ReadonlySet<string>>()) {
        if (!asked.has(idOf(analysis))) continue;
        this.#parts.telling.tell(hubId, 'homes:analysis', { cameraId: camera.id, fence, analysis });
      }
    });
  }

  #touch(camera: Camera): void {
    if (this.#parts.homes.table.ownFence(camera.id) === undefined || this.#timers.has(camera.id)) return;
    const waitMs = Math.max(0, (this.#sentAtMs.get(camera.id) ?? -Infinity) + INTERVAL_MS - performance.now());
    this.#timers.set(
      camera.id,
      setTimeout(() => this.#tellChange(camera), waitMs),
    );
  }

  #tellChange(camera: Camera): void {
    const { homes, telling, registry } = this.#parts;
    this.#timers.delete(camera.id);
    this.#sentAtMs.set(camera.id, performance.now());
    const fence = homes.table.ownFence(camera.id);
    if (fence === undefined || !registry.get(camera.id) || camera.isRemote) return;
    const { capabilities, ...state } = camera.state;
    if (!isDeepStrictEqual(this.#capabilities.get(camera.id), capabilities)) {
      this.#capabilities.set(camera.id, capabilities);
      for (const { hubId } of this.#parts.peers.connections) this.#tellCamera(hubId, camera, fence);
    } else telling.tellAll('homes:state', { cameraId: camera.id, fence, change: state });
  }

  #tellEverything(hubId: string): void {
    const { homes, registry, telling } = this.#parts;
    const cameraIds: string[] = [];
    for (const [cameraId, fence] of homes.table.own) {
      const camera = registry.get(cameraId);
      if (!camera || camera.isRemote) continue;
      this.#tellCamera(hubId, camera, fence);
      cameraIds.push(cameraId);
    }
    telling.tell(hubId, 'homes:all', { cameraIds });
  }

  #tellCamera(hubId: string, camera: Camera, fence: number): void {
    const { telling, control } = this.#parts;
    telling.tell(hubId, 'homes:camera', { cameraId: camera.id, fence, state: camera.state, control: control.state(camera.id) });
  }

  async #watch(hubId: string, { cameraId, fence, request }: ReturnType<typeof analysisWatchSchema.parse>): Promise<AnalysisWatchAnswer> {
    const { homes, analysis } = this.#parts;
    if (!homes.table.accepts(cameraId, fence)) throw new HubError('camera_offline', 'The camera has moved to another hub, try again');
    const watcher = this.#watchers.get(hubId) ?? { hubId };
    this.#watchers.set(hubId, watcher);
    const { asked, outside } = await analysis.watchForHub(watcher, cameraId, request);
    const watched = this.#watched.get(cameraId) ?? new Map<string, ReadonlySet<string>>();
    this.#watched.set(cameraId, watched);
    if (asked.size > 0) watched.set(hubId, asked);
    else watched.delete(hubId);
    return outside === null ? {} : { outside: [...outside] };
  }

  /** The hub is not connected: so are its people not. */
  #unwatch(hubId: string): void {
    const watcher = this.#watchers.get(hubId);
    if (!watcher) return;
    this.#watchers.delete(hubId);
    for (const watched of this.#watched.values()) watched.delete(hubId);
    this.#parts.analysis.leave(watcher);
  }
}
