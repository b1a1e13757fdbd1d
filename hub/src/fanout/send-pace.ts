/**
 * When the next picture may be written to a connection whose client acknowledges nothing. The kernel takes megabytes of
 * a client that reads 100 kB/s, so that an accepted write says little. Two figures limit what is under way: what the
 * other end's TCP has acknowledged lately, and, after the receiver has once been too slow, the rate at which its
 * program reads. The second matters because the receiver's kernel acknowledges what the program has not read yet.
 */
export interface SendMeasurement {
  /** Written, and not yet acknowledged by the other end's TCP. */
  readonly undeliveredBytes: number;
  /** Of all that was ever written to the connection, at the latest when the above was read. */
  readonly writtenBytes: number;
  readonly atMs: number;
}

/** The newest measurements from which the rate of delivery is taken. */
const SAMPLES = 3;
const LEAST_SPAN_MS = 300;
/** So much of the rate of delivery may be under way: above the round trip of any usual link, below what eyes notice. */
const UNDER_WAY_SECONDS = 0.4;
/** A sender that has waited for so long, with this much left to send, is held up by the other end. */
const HELD_UP_MS = 400;
const HELD_UP_SECONDS = 0.25;
/** What a receiver's kernel takes before it holds the sender up: the first window of Linux, and of most others. */
const RECEIVER_BUFFER_BYTES = 64 * 1024;
/** No more of it is waited for. */
const RECEIVER_BUFFER_SECONDS = 0.5;
/** A link that stood still is tried again from here. */
const LEAST_BYTES_PER_SECOND = 8192;
/** What may be left to read when the next picture is written. */
const BACKLOG_SECONDS = 0.1;
/** How fast the assumed rate grows while nothing is held up, in a second; twice as fast after each such time. */
const GROWTH_PER_SECOND = 0.04;
const GROWTH_DOUBLES_MS = 8000;
/** Faster than any stream of pictures. */
const UNLIMITED_BYTES_PER_SECOND = 100e6;

export class SendPace {
  #last: SendMeasurement;
  readonly #delivered: { readonly bytes: number; readonly ms: number }[] = [];
  /** Since when something was left to send at each measurement, and what has been delivered since. */
  #busy: { readonly sinceMs: number; bytes: number; heldUp: boolean } | undefined;
  /** At which the other end's program reads; undefined as long as it keeps up. */
  #bytesPerSecond: number | undefined;
  #heldUpAtMs = 0;
  /** The last measurement that found nothing left to send, or something of it delivered. */
  #movedAtMs: number;
  /** Assumed to be unread, in both kernels, at the last measurement. */
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
    if (this.#delivered.length > SAMPLES) this.#delivered.shift();
    this.#backlogBytes = Math.max(undeliveredBytes, this.#backlogAt(writtenBytes) - ((this.#bytesPerSecond ?? 0) * ms) / 1000);
    this.#grow(ms, atMs);
    if (this.#busy) this.#busy.bytes += bytes;
    else if (undeliveredBytes > 0) this.#busy = { sinceMs: atMs, bytes: 0, heldUp: false };
    this.#judge(undeliveredBytes, atMs);
    this.#last = measurement;
  }

  /** One picture may always be under way. */
  mayWrite(writtenBytes: number): boolean {
    if (this.#busy?.heldUp || this.#underWay(writtenBytes) > this.#budgetBytes) return false;
    return this.#bytesPerSecond === undefined || this.#backlogAt(writtenBytes) <= this.#bytesPerSecond * BACKLOG_SECONDS;
  }

  /** How long something has been left to send without any of it being delivered, ms. */
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
    // Receivers make room in lumps: only over the whole time is the rate right.
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

  /** Bytes a second. */
  get #deliveryRate(): number {
    let [bytes, ms] = [0, 0];
    for (const sample of this.#delivered) {
      bytes += sample.bytes;
      ms += sample.ms;
    }
    return (bytes * 1000) / Math.max(ms, LEAST_SPAN_MS);
  }
}
