/** The camera links, with their rates. */
import type { DiagnosticsLink } from '@eyepiece/shared-types';
import type { Fanout } from '../fanout/fanout.ts';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import { Rates } from './rates.ts';

export class LinkTable {
  readonly #registry: CameraRegistry;
  readonly #fanout: Fanout;
  readonly #rates = new Map<string, Rates>();

  constructor(registry: CameraRegistry, fanout: Fanout) {
    this.#registry = registry;
    this.#fanout = fanout;
  }

  read(nowMs: number): DiagnosticsLink[] {
    return this.#registry.all.map((camera) => this.#present(camera, nowMs));
  }

  clear(): void {
    this.#rates.clear();
  }

  #present(camera: Camera, nowMs: number): DiagnosticsLink {
    const { id: cameraId, link, status, state, reconnects, lostFrames: lost, lastLinkError } = camera;
    const { frames = 0, bytes = 0 } = this.#fanout.stream(cameraId)?.counters.received ?? {};
    const rates = this.#rates.get(cameraId) ?? new Rates();
    this.#rates.set(cameraId, rates);
    const [fps = 0, bytesPerSecond = 0] = rates.read(nowMs, [frames, bytes]);
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
      ...(lastLinkError && { lastError: lastLinkError }),
    };
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
