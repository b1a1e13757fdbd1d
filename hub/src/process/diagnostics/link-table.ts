/** The camera links, with their rates. */
import type { DiagnosticsLink } from '@eyepiece/shared-types';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Camera } from '../../ingest/camera.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { Rates } from './rates.ts';

export class LinkTable {
  readonly #registry: CameraRegistry;
  readonly #fanout: Fanout;
  #rates: ReadonlyMap<string, Rates> = new Map();

  constructor(registry: CameraRegistry, fanout: Fanout) {
    this.#registry = registry;
    this.#fanout = fanout;
  }

  read(nowMs: number): DiagnosticsLink[] {
    const cameras = this.#registry.all;
    // Forgotten cameras do not stay in memory.
    this.#rates = new Map(cameras.map(({ id }) => [id, this.#rates.get(id) ?? new Rates()]));
    return cameras.map((camera) => this.#present(camera, nowMs));
  }

  clear(): void {
    this.#rates = new Map();
  }

  #present(camera: Camera, nowMs: number): DiagnosticsLink {
    const { id: cameraId, link, status, state } = camera;
    const { reconnects, lost, lastError } = camera.history;
    const { frames = 0, bytes = 0 } = this.#fanout.stream(cameraId)?.counters.received ?? {};
    const [fps = 0, bytesPerSecond = 0] = this.#rates.get(cameraId)?.read(nowMs, [frames, bytes]) ?? [];
    return {
      ...{ cameraId, name: state.name, status, fps, bytesPerSecond, spooled: state.spooled, lost, reconnects },
      unsentBytes: link?.unsentBytes ?? 0,
      pendingRequests: link?.pendingRequests ?? 0,
      refused: link?.badFrames ?? 0,
      ...(link && { address: link.address, sinceUs: link.connectedAtUs }),
      ...(link?.host !== undefined && { host: link.host }),
      ...(link?.clock.isKnown && {
        roundTripMs: hundredths(link.clock.roundTripUs / 1000),
        clockOffsetMs: hundredths(link.clock.offsetUs / 1000),
      }),
      ...(lastError && { lastError }),
    };
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
