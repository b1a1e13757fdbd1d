import { ClockOffset } from '@eyepiece/shared-types/wire/clock-offset';
import { Heartbeat, HEARTBEAT_INTERVAL_MS } from './heartbeat.ts';
import type { HubSocket } from './reconnecting-socket.ts';

export interface PulseWatcher {
  clock(offsetMs: number): void;
  answering(answering: boolean): void;
  dead(): void;
}

const LOOK_INTERVAL_MS = 150;
/**
 * Asked one after the other at the start. The answer to the first one waits behind the whole state of the hub, so that
 * its round trip is long and not symmetrical: the clock of the hub would seem to be behind, and frames too young.
 */
const FIRST_QUESTIONS = 4;

/** Polls the hub's time, to estimate its clock and to detect a silent hub within two seconds. */
export class HubPulse {
  readonly #socket: HubSocket;
  readonly #watcher: PulseWatcher;
  #clock = new ClockOffset();
  #heartbeat = new Heartbeat(0);
  #silent = false;
  #timers: ReturnType<typeof setInterval>[] = [];
  #answers = 0;

  constructor(socket: HubSocket, watcher: PulseWatcher) {
    this.#socket = socket;
    this.#watcher = watcher;
  }

  start(): void {
    if (this.#timers.length > 0) return;
    this.#clock = new ClockOffset();
    this.#heartbeat = new Heartbeat(performance.now());
    this.#silent = false;
    this.#answers = 0;
    this.#timers = [setInterval(() => this.#ask(), HEARTBEAT_INTERVAL_MS), setInterval(() => this.#look(), LOOK_INTERVAL_MS)];
    this.#ask();
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #ask(): void {
    const sentAtMs = performance.now();
    this.#socket.volatile.emit('time:sync', {}, ({ hubTimeUs }) => {
      const receivedAtMs = performance.now();
      this.#heartbeat.answered(receivedAtMs);
      // The round trip is measured by the monotonic clock: the time of day may be set in between.
      const receivedUs = Date.now() * 1000;
      this.#clock.add(receivedUs - (receivedAtMs - sentAtMs) * 1000, hubTimeUs, receivedUs);
      this.#watcher.clock(this.#clock.offsetUs / 1000);
      this.#answers += 1;
      if (this.#answers < FIRST_QUESTIONS && this.#timers.length > 0) this.#ask();
    });
  }

  #look(): void {
    const pulse = this.#heartbeat.check(performance.now());
    if (pulse === 'dead') {
      this.stop();
      this.#watcher.dead();
    } else if ((pulse === 'silent') !== this.#silent) {
      this.#silent = pulse === 'silent';
      this.#watcher.answering(!this.#silent);
    }
  }
}
