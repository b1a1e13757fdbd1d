/**
 * Decides when the next frame may be written for a client that sends no acknowledgements. An accepted write says little,
 * because the kernel buffers megabytes. Two figures limit the data in flight: the rate of TCP acknowledgements, and,
 * once the receiver has been too slow, the rate at which its program reads. The second one is needed because the
 * receiver's kernel acknowledges data that its program has not read.
 */
export interface SendMeasurement {
  /** Written, but not yet acknowledged by TCP. */
  readonly undeliveredBytes: number;
  /** Total bytes written, read no later than the value above. */
  readonly writtenBytes: number;
  readonly atMs: number;
}

/** Period of the newest measurements that determine the delivery rate. */
const LEAST_SPAN_MS = 300;
/** Data in flight below which a connection is steady, in seconds of the delivery rate. */
const STEADY_SECONDS = 0.1;
/** Data in flight, in seconds of the delivery rate: above usual round trips, below noticeable delay. */
const UNDER_WAY_SECONDS = 0.4;
/** The receiver is too slow when sending has waited this long with this much left. */
const HELD_UP_MS = 400;
const HELD_UP_SECONDS = 0.25;
/** Assumed receive buffer: the initial window of Linux and most other systems. */
const RECEIVER_BUFFER_BYTES = 64 * 1024;
/** Upper limit for the assumed receive buffer, in seconds of the rate. */
const RECEIVER_BUFFER_SECONDS = 0.5;
/** Assumed rate after a stall. */
const LEAST_BYTES_PER_SECOND = 8192;
/** Backlog at which the next frame may be written. */
const BACKLOG_SECONDS = 0.1;
/** Growth of the assumed rate per second; doubles after every GROWTH_DOUBLES_MS without a slow receiver. */
const GROWTH_PER_SECOND = 0.04;
const GROWTH_DOUBLES_MS = 8000;
/** Above this the rate counts as unlimited. */
const UNLIMITED_BYTES_PER_SECOND = 100e6;

export class SendPace {
  #last: SendMeasurement;
  readonly #delivered: { readonly bytes: number; readonly ms: number }[] = [];
  /** Period in which every measurement found unsent data, and the bytes delivered in it. */
  #busy: { readonly sinceMs: number; bytes: number; heldUp: boolean } | undefined;
  /** Assumed rate at which the receiver's program reads; undefined while it keeps up. */
  #bytesPerSecond: number | undefined;
  #heldUpAtMs = 0;
  /** Time of the last measurement with progress or without unsent data. */
  #movedAtMs: number;
  /** Assumed unread bytes in both kernels at the last measurement. */
  #backlogBytes = 0;

  constructor(writtenBytes: number, atMs: number) {
    this.#last = { undeliveredBytes: 0, writtenBytes, atMs };
    this.#movedAtMs = atMs;
  }

  measured(measurement: SendMeasurement): void {
    const { undeliveredBytes, writtenBytes, atMs } = measurement;
    const ms = atMs - this.#last.atMs;
    const bytes = Math.max(0, this.#underWay(writtenBytes) - undeliveredBytes);
    if (bytes > 0 || undeliveredBytes === 0 || this.#last.undeliveredBytes === 0) this.#movedAtMs = atMs;
    this.#delivered.push({ bytes, ms });
    while (this.#spanMs - (this.#delivered[0]?.ms ?? 0) >= LEAST_SPAN_MS) this.#delivered.shift();
    this.#backlogBytes = Math.max(undeliveredBytes, this.#backlogAt(writtenBytes) - ((this.#bytesPerSecond ?? 0) * ms) / 1000);
    this.#grow(ms, atMs);
    if (this.#busy) this.#busy.bytes += bytes;
    else if (undeliveredBytes > 0) this.#busy = { sinceMs: atMs, bytes: 0, heldUp: false };
    this.#judge(undeliveredBytes, atMs);
    this.#last = measurement;
  }

  /** One frame may always be in flight. */
  mayWrite(writtenBytes: number): boolean {
    if (this.#busy?.heldUp || this.#underWay(writtenBytes) > this.#budgetBytes) return false;
    return this.#bytesPerSecond === undefined || this.#backlogAt(writtenBytes) <= this.#bytesPerSecond * BACKLOG_SECONDS;
  }

  /** Whether data is delivered as fast as it is written, so that few measurements suffice. */
  get isSteady(): boolean {
    return this.#bytesPerSecond === undefined && this.#last.undeliveredBytes <= this.#deliveryRate * STEADY_SECONDS;
  }

  /** Time with unsent data and without any delivery, ms. */
  get stalledMs(): number {
    return this.#last.atMs - this.#movedAtMs;
  }

  #judge(undeliveredBytes: number, atMs: number): void {
    const busy = this.#busy;
    if (!busy) return;
    const ms = atMs - busy.sinceMs;
    const bytesPerSecond = ms === 0 ? 0 : (busy.bytes * 1000) / ms;
    if (ms >= HELD_UP_MS && undeliveredBytes > bytesPerSecond * HELD_UP_SECONDS) busy.heldUp = true;
    if (undeliveredBytes > 0) return;
    this.#busy = undefined;
    if (!busy.heldUp) return;
    // Receivers open their window in steps, so only the rate over the whole period is correct.
    this.#bytesPerSecond = Math.max(bytesPerSecond, LEAST_BYTES_PER_SECOND);
    this.#heldUpAtMs = atMs;
    this.#backlogBytes = Math.min(RECEIVER_BUFFER_BYTES, this.#bytesPerSecond * RECEIVER_BUFFER_SECONDS);
  }

  #grow(ms: number, atMs: number): void {
    if (this.#bytesPerSecond === undefined || this.#busy) return;
    const growth = GROWTH_PER_SECOND * 2 ** ((atMs - this.#heldUpAtMs) / GROWTH_DOUBLES_MS);
    this.#bytesPerSecond *= 1 + (growth * ms) / 1000;
    if (this.#bytesPerSecond > UNLIMITED_BYTES_PER_SECOND) this.#bytesPerSecond = undefined;
  }

  get #budgetBytes(): number {
    return this.#deliveryRate * UNDER_WAY_SECONDS;
  }

  #underWay(writtenBytes: number): number {
    return this.#last.undeliveredBytes + writtenBytes - this.#last.writtenBytes;
  }

  #backlogAt(writtenBytes: number): number {
    return this.#bytesPerSecond === undefined ? 0 : this.#backlogBytes + writtenBytes - this.#last.writtenBytes;
  }

  /** Bytes per second. */
  get #deliveryRate(): number {
    const bytes = this.#delivered.reduce((sum, sample) => sum + sample.bytes, 0);
    return (bytes * 1000) / Math.max(this.#spanMs, LEAST_SPAN_MS);
  }

  get #spanMs(): number {
    return this.#delivered.reduce((sum, { ms }) => sum + ms, 0);
  }
}
