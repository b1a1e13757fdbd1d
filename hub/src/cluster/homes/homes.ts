/**
 * The homes of cameras. The hub that a camera service dials claims the camera; an older home that hears of it closes its
 * link. The fence of the claim goes to the camera service, which obeys only the newest home.
 */
import { EventEmitter } from 'node:events';
import { LINK_CLOSE, RPC_ERROR, type HelloParams, type WelcomeFence } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { CameraLink } from '../../ingest/camera-link.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { RpcFailure } from '../../ingest/transport/rpc-peer.ts';
import type { Fences } from './fences.ts';
import type { HomeKeys } from './home-keys.ts';
import { HomeTable, type Home } from './home-table.ts';

/** Between renewals of the keys, ms. */
const RENEW_MS = 3000;

interface HomesEvents {
  /** This hub is the home now. Its link follows. */
  claimed: [cameraId: string, home: Home, before: Home | undefined];
  /** Another hub is the home now. */
  moved: [cameraId: string, home: Home];
}

export interface HomesParts {
  readonly hubId: string;
  readonly registry: CameraRegistry;
  readonly fences: Pick<Fences, 'claim' | 'storeLate'>;
  readonly keys: Pick<HomeKeys, 'publish'>;
  /** Asks the present home whether another process serves the camera there. @throws {RpcFailure} busy, if so */
  readonly askHome: (home: Home, hello: HelloParams) => Promise<void>;
  readonly logger: Logger;
  readonly renewMs?: number;
}

export class Homes extends EventEmitter<HomesEvents> {
  readonly #parts: HomesParts;
  readonly #table: HomeTable;
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> | undefined;

  constructor(parts: HomesParts) {
    super();
    this.#parts = parts;
    this.#table = new HomeTable(parts.hubId);
    this.#timer = setInterval(() => void this.renew(), parts.renewMs ?? RENEW_MS);
  }

  /** What this hub knows. Changed only by this class. */
  get table(): Pick<HomeTable, 'of' | 'own' | 'forgotten' | 'highest' | 'ownFence' | 'accepts' | 'hubId'> {
    return this.#table;
  }

  /** @throws {RpcFailure} busy while another process serves the camera; replaced when another hub was faster */
  async claim(hello: HelloParams, link: CameraLink): Promise<WelcomeFence> {
    const { cameraId, fence: seen = 0 } = hello;
    const { registry, fences, hubId, askHome } = this.#parts;
    registry.get(cameraId)?.admit(link);
    const known = this.#table.of(cameraId);
    if (known && known.hubId !== hubId) await askHome(known, hello);
    const fence = await fences.claim(cameraId, Math.max(seen, this.#table.highest(cameraId)));
    // The service may have dialled another hub since.
    if (link.isClosed) throw new RpcFailure({ code: RPC_ERROR.replaced, message: 'the link was closed before this hub became the home' });
    const before = this.#table.of(cameraId);
    if (!this.#table.claim(cameraId, fence)) {
      throw new RpcFailure({ code: RPC_ERROR.replaced, message: `another hub became the home of camera ${cameraId}` });
    }
    this.emit('claimed', cameraId, { fence, hubId }, before);
    this.#publish(cameraId, fence).catch(() => undefined); // repeated by the next renewal
    return { fence, hubId };
  }

  /** Takes news about the home of a camera, which may be old or repeated. */
  learn(cameraId: string, home: Home): void {
    const lesson = this.#table.learn(cameraId, home);
    if (lesson === 'old' || lesson === 'same') return;
    if (lesson === 'replaced') {
      const { logger, registry } = this.#parts;
      logger.info({ cameraId, fence: home.fence, hubId: home.hubId }, 'another hub is the home of the camera now');
      registry.get(cameraId)?.link?.close(LINK_CLOSE.replaced, 'replaced');
    }
    this.emit('moved', cameraId, home);
  }

  /** The camera was forgotten: it has no home until its next hello. */
  forget(cameraId: string): void {
    this.#table.forget(cameraId);
  }

  /** Renews the keys of this hub's cameras, and stores fences that PostgreSQL does not have yet. Never rejects. */
  renew(): Promise<void> {
    // One at a time: a renewal may take longer than the interval.
    this.#renewing ??= this.#renewAll().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  async #renewAll(): Promise<void> {
    const publishing = [...this.#table.own].map(([cameraId, fence]) => this.#publish(cameraId, fence));
    // Local cameras go on without Redis and PostgreSQL; their own health checks report that they are away.
    await Promise.allSettled([...publishing, this.#parts.fences.storeLate()]);
  }

  async #publish(cameraId: string, fence: number): Promise<void> {
    const newer = await this.#parts.keys.publish(cameraId, { fence, hubId: this.#parts.hubId });
    if (newer) this.learn(cameraId, newer);
  }
}
