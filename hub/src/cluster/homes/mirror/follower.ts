/** The cameras of other hubs in the registry of this one, with the state that their homes tell. */
import { EventEmitter, once } from 'node:events';
import type { CameraState, ControlState } from '@eyepiece/shared-types';
import { analysisWatchParamsSchema, LINK_CLOSE } from '@eyepiece/shared-types';
import type { CameraDescription } from '../../../ingest/camera-types.ts';
import type { CameraRegistry } from '../../../ingest/registry.ts';
import { RemoteSource } from '../../../ingest/remote-source.ts';
import { RpcClosed } from '../../../ingest/transport/rpc-peer.ts';
import { PeerUnavailable } from '../../peers/peer-connection.ts';
import type { Peers } from '../../peers/peers.ts';
import type { Homes } from '../homes.ts';
import { ANALYSIS_EVENT, type MirrorMessage } from './messages.ts';
import type { Telling } from './telling.ts';

/** A hub that is away for longer is gone: its cameras are offline until another hub has them, ms. */
const GONE_MS = 15_000;

interface FollowerEvents {
  /** A camera of another hub has appeared. Its frames are relayed on demand. */
  source: [source: RemoteSource];
  control: [state: ControlState];
}

export interface FollowerParts {
  readonly peers: Peers;
  readonly telling: Telling;
  readonly homes: Homes;
  readonly registry: CameraRegistry;
  readonly goneMs?: number;
}

interface Followed {
  readonly source: RemoteSource;
  state: CameraState;
  control: ControlState;
}

export class Follower extends EventEmitter<FollowerEvents> {
  readonly #parts: FollowerParts;
  readonly #cameras = new Map<string, Followed>();
  readonly #gone = new Map<string, NodeJS.Timeout>();

  constructor(parts: FollowerParts) {
    super();
    this.#parts = parts;
    const { peers, telling } = parts;
    telling.on('homes:camera', (message, hubId) => this.#camera(message, hubId));
    telling.on('homes:state', ({ cameraId, fence, change }, hubId) => {
      const followed = this.#followed(cameraId, fence, hubId);
      if (followed) this.#mirror(followed, { ...change, capabilities: change.capabilities ?? followed.state.capabilities });
    });
    telling.on('homes:control', ({ cameraId, fence, control }, hubId) => {
      const followed = this.#followed(cameraId, fence, hubId);
      if (followed) this.#control(followed, control);
    });
    telling.on('homes:job', ({ cameraId, fence, job }, hubId) => void this.#followed(cameraId, fence, hubId)?.source.emit('job', job));
    telling.on('homes:analysis', ({ cameraId, fence, analysis }, hubId) => {
      this.#followed(cameraId, fence, hubId)?.source.emit('analysis', analysis);
    });
    telling.on('homes:all', ({ cameraIds }, hubId) => this.#complete(new Set(cameraIds), hubId));
    peers.on('down', ({ hubId }) => this.#lost(hubId));
  }

  /** The mirrored control state of a camera that lives elsewhere. */
  control(cameraId: string): ControlState | undefined {
    return this.#cameras.get(cameraId)?.control;
  }

  /** The camera is not listed any more. Its next hello makes a new source. */
  forget(cameraId: string): void {
    this.#cameras.get(cameraId)?.source.close(LINK_CLOSE.replaced, 'the camera was forgotten');
  }

  close(): void {
    for (const timer of this.#gone.values()) clearTimeout(timer);
    this.#gone.clear();
  }

  /** Undefined for news of a hub that is not the home, as far as this hub knows. */
  #followed(cameraId: string, fence: number, hubId: string): Followed | undefined {
    const home = this.#parts.homes.table.of(cameraId);
    const followed = this.#cameras.get(cameraId);
    return home?.fence === fence && home.hubId === hubId && followed?.source.homeHubId === hubId ? followed : undefined;
  }

  #camera({ cameraId, fence, state, control }: MirrorMessage<'homes:camera'>, hubId: string): void {
    const { homes, registry } = this.#parts;
    homes.learn(cameraId, { fence, hubId });
    const home = homes.table.of(cameraId);
    if (home?.fence !== fence || home.hubId !== hubId) return;
    const known = this.#followed(cameraId, fence, hubId);
    if (known) {
      this.#mirror(known, state);
      this.#control(known, control);
      return;
    }
    const source = new RemoteSource({
      cameraId,
      homeHubId: hubId,
      state,
      request: (method, params, ms) => this.#request(cameraId, method, params, ms),
    });
    const followed: Followed = { source, state, control };
    this.#cameras.set(cameraId, followed);
    source.on('closed', () => {
      if (this.#cameras.get(cameraId) === followed) this.#cameras.delete(cameraId);
    });
    registry.follow(describe(state), source);
    this.emit('source', source);
    this.emit('control', control);
  }

  #mirror(followed: Followed, state: CameraState): void {
    followed.state = state;
    followed.source.mirror(state);
  }

  #control(followed: Followed, control: ControlState): void {
    followed.control = control;
    this.emit('control', control);
  }

  /** The home has told all its cameras. */
  #complete(cameraIds: ReadonlySet<string>, hubId: string): void {
    clearTimeout(this.#gone.get(hubId));
    this.#gone.delete(hubId);
    for (const [cameraId, { source }] of this.#cameras) {
      if (source.homeHubId !== hubId) continue;
      if (cameraIds.has(cameraId)) source.setMirrored(true);
      else source.close(LINK_CLOSE.replaced, 'the camera has left this hub');
    }
  }

  #lost(hubId: string): void {
    for (const { source } of this.#cameras.values()) if (source.homeHubId === hubId) source.setMirrored(false);
    clearTimeout(this.#gone.get(hubId));
    const timer = setTimeout(() => this.#complete(new Set(), hubId), this.#parts.goneMs ?? GONE_MS);
    this.#gone.set(hubId, timer);
  }

  /** Commands are passed as orders of people. Only subscriptions go this way, because all people of a hub share one. */
  async #request(cameraId: string, method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    const { homes, peers } = this.#parts;
    const home = homes.table.of(cameraId);
    const connection = home && peers.connectionTo(home.hubId);
    if (method !== 'analysis.watch' || !connection) throw new RpcClosed(`camera ${cameraId} is at another hub`);
    const request = analysisWatchParamsSchema.parse(params);
    const endMs = performance.now() + timeoutMs;
    // The home tells of its cameras over its own connection, which may be up before the one to the home.
    if (!connection.up) await once(connection, 'up', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
    const leftMs = Math.max(1, Math.ceil(endMs - performance.now()));
    return connection.request(ANALYSIS_EVENT, { cameraId, fence: home.fence, request }, leftMs).catch((error: unknown) => {
      throw error instanceof PeerUnavailable ? new RpcClosed(error.message) : error;
    });
  }
}

function describe({ id, name, driver, model, serial, firmware, capabilities, settings }: CameraState): CameraDescription {
  return { cameraId: id, name, driver, model, serial, ...(firmware !== undefined && { firmware }), capabilities, settings };
}
