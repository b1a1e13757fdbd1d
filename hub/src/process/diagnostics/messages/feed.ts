/** The Socket.IO messages of all connections, kept only while an administrator reads them. */
import { EventEmitter } from 'node:events';
import { DIAGNOSTICS_MESSAGES, type DiagnosticsEvent, type DiagnosticsMessage } from '@eyepiece/shared-types';
import { nowUs } from '../../host-clock.ts';
import type { CameraTraffic } from '../viewer-table.ts';
import { EventTotals } from './event-totals.ts';
import { readMessagePacket } from './packet.ts';
import type { Redactor } from './redact.ts';

/** Messages kept per interval of updates; further ones are only counted. */
const PER_INTERVAL = DIAGNOSTICS_MESSAGES.perUpdate;
/** Processor time for the previews of one interval, ms. Further messages are only counted. */
const PREVIEW_BUDGET_MS = 50;
const MAX_NAMES = 8;
/** Requests of one connection whose replies are expected. The hub serves fewer at a time. */
const MAX_REQUESTS = 128;

interface FeedEvents {
  started: [];
  stopped: [];
}

/** The connection that sends or receives a message. */
export interface Correspondent {
  readonly name: () => string;
  /** Requests without a reply, by acknowledgement id. */
  readonly requests: Map<string, { readonly event: string; readonly atMs: number }>;
}

/** The feed would otherwise show itself. Frames and their acknowledgements are counted by camera. */
const HIDDEN_IN: ReadonlySet<string> = new Set(['diagnostics:watch', 'diagnostics:unwatch', 'frame:ack']);
const HIDDEN_OUT: ReadonlySet<string> = new Set(['diagnostics', 'diagnostics:ended', 'frame']);
const FRAME_ACK = '2["frame:ack"';

type Key = Pick<DiagnosticsMessage, 'direction' | 'kind' | 'event'>;

export class MessageFeed extends EventEmitter<FeedEvents> {
  readonly #redactor: Pick<Redactor, 'preview'>;
  readonly #budgetMs: number;
  readonly #totals = new EventTotals();
  #ring: DiagnosticsMessage[] = [];
  #nextId = 1;
  #keptNow = 0;
  #omitted = 0;
  #spentMs = 0;
  #readers = 0;
  /** The last broadcast: Socket.IO passes the same string for every recipient. */
  #broadcast: { readonly text: string; readonly key: Key; readonly message: DiagnosticsMessage | undefined } | undefined;

  /** @param budgetMs processor time for the previews of one interval */
  constructor(redactor: Pick<Redactor, 'preview'>, budgetMs = PREVIEW_BUDGET_MS) {
    super();
    this.#redactor = redactor;
    this.#budgetMs = budgetMs;
  }

  /** Starts the feed for the first reader. @returns a function that ends it after the last one */
  open(): () => void {
    this.#readers += 1;
    if (this.#readers === 1) this.emit('started');
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#readers -= 1;
      if (this.#readers === 0) this.#stop();
    };
  }

  /** Messages in memory. */
  get size(): number {
    return this.#ring.length;
  }

  /** The number of the newest message. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  received(text: string, from: Correspondent): void {
    if (this.#readers === 0 || text.startsWith(FRAME_ACK)) return;
    const packet = readMessagePacket(text);
    if (packet?.kind !== 'event' || packet.event === 'frame:ack') return;
    if (packet.ackId !== undefined) remember(from, packet.ackId, packet.event);
    if (HIDDEN_IN.has(packet.event)) return;
    this.#keep({ direction: 'in', kind: 'event', event: packet.event }, from, text, packet.payloadAt);
  }

  sent(text: string, to: Correspondent): void {
    if (this.#readers === 0) return;
    if (this.#broadcast?.text === text) {
      this.#repeat(this.#broadcast, to);
      return;
    }
    const packet = readMessagePacket(text);
    if (!packet) return;
    const request = packet.kind === 'reply' ? to.requests.get(packet.ackId ?? '') : undefined;
    if (packet.kind === 'reply') to.requests.delete(packet.ackId ?? '');
    const event = packet.kind === 'reply' ? (request?.event ?? 'unknown') : packet.event;
    if ((packet.kind === 'reply' ? HIDDEN_IN : HIDDEN_OUT).has(event)) return;
    const key: Key = { direction: 'out', kind: packet.kind, event };
    const message = this.#keep(key, to, text, packet.payloadAt);
    if (packet.kind === 'event') this.#broadcast = { text, key, message };
    if (!message || packet.kind !== 'reply') return;
    if (request) message.tookMs = Math.round((performance.now() - request.atMs) * 10) / 10;
    const error = /^\[\{"ok":false,"error":\{"code":"(\w+)"/.exec(text.slice(packet.payloadAt))?.[1];
    if (error !== undefined) message.error = error;
  }

  /** Counts a message that could not be read. */
  failed(): void {
    if (this.#readers > 0) this.#omitted += 1;
  }

  /** Counts the frames of one interval, as one message for each camera and direction. */
  frames(traffic: readonly CameraTraffic[]): void {
    for (const { cameraId, viewers, frames, frameBytes, acknowledgements } of traffic) {
      this.#addFrames('out', 'frame', { cameraId, viewers, count: frames, bytes: frameBytes });
      const ackBytes = acknowledgements * `${FRAME_ACK},"${cameraId}",0]`.length;
      this.#addFrames('in', 'frame:ack', { cameraId, viewers, count: acknowledgements, bytes: ackBytes });
    }
  }

  /** Messages after `id` that are still in memory, at most as many as one update contains. */
  after(id: number): { readonly messages: DiagnosticsMessage[]; readonly missing: number } {
    const messages = this.#ring.filter((message) => message.id > id).slice(-DIAGNOSTICS_MESSAGES.perUpdate);
    return { messages: messages.map((message) => ({ ...message })), missing: this.lastId - id - messages.length };
  }

  events(nowMs: number): DiagnosticsEvent[] {
    return this.#totals.read(nowMs);
  }

  /** Ends an interval. @returns the messages of the interval that were only counted */
  endInterval(): number {
    const omitted = this.#omitted;
    this.#omitted = 0;
    this.#keptNow = 0;
    this.#spentMs = 0;
    this.#broadcast = undefined;
    return omitted;
  }

  #stop(): void {
    this.#ring = [];
    this.#totals.clear();
    this.endInterval();
    this.emit('stopped');
  }

  #keep(key: Key, other: Correspondent, text: string, payloadAt: number): DiagnosticsMessage | undefined {
    this.#totals.add(key, 1, text.length);
    if (this.#keptNow >= PER_INTERVAL || this.#spentMs >= this.#budgetMs) {
      this.#omitted += 1;
      return undefined;
    }
    const preview = this.#preview(text.slice(payloadAt), key.kind === 'event' ? 1 : 0);
    return this.#push({
      ...key,
      ...{ people: [other.name()], connections: 1, count: 1, bytes: text.length },
      ...(preview !== undefined && { preview }),
    });
  }

  #preview(json: string, skip: number): string | undefined {
    const before = process.threadCpuUsage();
    const preview = this.#redactor.preview(json, skip);
    const { user, system } = process.threadCpuUsage(before);
    this.#spentMs += (user + system) / 1000;
    return preview;
  }

  #repeat({ text, key, message }: { text: string; key: Key; message: DiagnosticsMessage | undefined }, to: Correspondent): void {
    this.#totals.add(key, 1, text.length);
    if (!message) return;
    message.connections += 1;
    message.bytes += text.length;
    if (message.people.length >= MAX_NAMES) return;
    const name = to.name();
    if (!message.people.includes(name)) message.people.push(name);
  }

  #addFrames(
    direction: DiagnosticsMessage['direction'],
    event: string,
    { cameraId, viewers, count, bytes }: { cameraId: string; viewers: number; count: number; bytes: number },
  ): void {
    if (count === 0) return;
    this.#totals.add({ direction, kind: 'frames', event }, count, bytes);
    this.#push({ direction, kind: 'frames', event, people: [], connections: viewers, count, bytes, preview: JSON.stringify(cameraId) });
  }

  #push(message: Omit<DiagnosticsMessage, 'id' | 'atUs'>): DiagnosticsMessage {
    const kept: DiagnosticsMessage = { id: this.#nextId++, atUs: nowUs(), ...message };
    this.#keptNow += 1;
    this.#ring.push(kept);
    if (this.#ring.length > DIAGNOSTICS_MESSAGES.kept) this.#ring.shift();
    return kept;
  }
}

function remember({ requests }: Correspondent, ackId: string, event: string): void {
  requests.set(ackId, { event, atMs: performance.now() });
  const [oldest] = requests.keys();
  if (requests.size > MAX_REQUESTS && oldest !== undefined) requests.delete(oldest);
}
