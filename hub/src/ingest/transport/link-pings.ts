/** Pings a camera service: measures its clock, and notices when it stops answering. */
import { LINK_MISSED_PINGS, LINK_PING_INTERVAL_MS, pingResultSchema, type ClockOffset } from '@eyepiece/shared-types';
import { nowUs } from '../../process/host-clock.ts';
import type { RpcPeer } from './rpc-peer.ts';

/** A camera service must send hello within this time. */
const HELLO_DEADLINE_MS = 5000;
export interface LinkTiming {
  readonly pingIntervalMs: number;
  readonly helloDeadlineMs: number;
}

export const LINK_TIMING: LinkTiming = { pingIntervalMs: LINK_PING_INTERVAL_MS, helloDeadlineMs: HELLO_DEADLINE_MS };

export interface LinkPingsParts {
  readonly rpc: RpcPeer;
  readonly clock: ClockOffset;
  readonly intervalMs: number;
  /** The clock was measured. */
  readonly onClock: () => void;
  /** Called within three intervals (6 s) of the last response. */
  readonly onSilent: () => void;
}

export class LinkPings {
  readonly #parts: LinkPingsParts;
  #pingTimer: NodeJS.Timeout | undefined;
  #silenceTimer: NodeJS.Timeout | undefined;
  #answeredAtMs = 0;

  constructor(parts: LinkPingsParts) {
    this.#parts = parts;
  }

  start(): void {
    const { intervalMs } = this.#parts;
    this.#ping();
    this.#answeredAtMs = performance.now();
    this.#pingTimer = setInterval(() => this.#ping(), intervalMs);
    this.#silenceTimer = setInterval(() => this.#checkSilence(), intervalMs / 8);
  }

  stop(): void {
    clearInterval(this.#pingTimer);
    clearInterval(this.#silenceTimer);
  }

  #ping(): void {
    const { rpc, clock, intervalMs, onClock } = this.#parts;
    const [sentUs, sentAtMs] = [nowUs(), performance.now()];
    // Late responses count as well: a busy service is alive.
    rpc.request('ping', { hubTimeUs: sentUs }, intervalMs * (LINK_MISSED_PINGS + 1)).then(
      (result) => {
        this.#answeredAtMs = performance.now();
        const answer = pingResultSchema.safeParse(result);
        if (!answer.success) return;
        // Measured with the monotonic clock, because the system clock may be set meanwhile.
        const roundTripUs = (performance.now() - sentAtMs) * 1000;
        const receivedUs = nowUs();
        clock.add(receivedUs - roundTripUs, answer.data.cameraTimeUs, receivedUs);
        onClock();
      },
      () => undefined, // `#checkSilence` handles missing responses.
    );
  }

  #checkSilence(): void {
    const silentMs = performance.now() - this.#answeredAtMs;
    if (silentMs > (LINK_MISSED_PINGS - 0.25) * this.#parts.intervalMs) this.#parts.onSilent();
  }
}
