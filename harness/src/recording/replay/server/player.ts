/**
 * Plays what a server sent over one connection. A first event, or a message of plain WebSocket, that the client sent in
 * the recording is waited for; the times go on from there.
 */
import { packetOf } from '../../../proxy/messages/socket-io.ts';
import type { RecordedMessage } from '../../file/entries.ts';
import type { Recording } from '../../file/reader.ts';
import type { ReplayedConnection } from '../contents.ts';
import type { Differences } from '../differences.ts';
import { Timeline } from '../timeline.ts';
import { pause } from '../../../timing/pause.ts';

/** A recording that takes no time does not flood the client. */
const LOOP_MIN_MS = 100;

/** What the client has sent so far. */
export interface ClientProgress {
  /** Resolves when the client has sent an event of this name. */
  event(name: string, stopped: AbortSignal): Promise<void>;
  /** Resolves when the client has sent this many messages. */
  messages(count: number, stopped: AbortSignal): Promise<void>;
}

export interface PlayerOptions {
  readonly recording: Recording;
  readonly connection: ReplayedConnection;
  readonly speed: number;
  readonly loop: boolean;
  /** A message of the client that does not come within this time is not waited for any longer. */
  readonly patienceMs: number;
  readonly progress: ClientProgress;
  readonly differences: Differences;
  readonly send: (message: RecordedMessage) => void;
  readonly stopped: AbortSignal;
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #timeline: Timeline;
  readonly #seen = new Set<string>();
  #received = 0;
  #isPatient = true;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#timeline = new Timeline(options.speed);
  }

  /** Ends with the recording, unless it repeats. @throws {RecordingError} if the recording cannot be read on */
  async play(): Promise<void> {
    const { loop, stopped } = this.#options;
    let isRepeated = false;
    do {
      const startedMs = performance.now();
      const sent = await this.#once(isRepeated);
      // A recording without messages would repeat without end.
      if (sent === 0) return;
      isRepeated = true;
      if (loop) await pause(LOOP_MIN_MS - (performance.now() - startedMs), stopped);
    } while (loop && !stopped.aborted);
  }

  /** @returns the number of messages sent */
  async #once(isRepeated: boolean): Promise<number> {
    const { recording, connection, loop, send, stopped } = this.#options;
    let isFirst = true;
    let sent = 0;
    for await (const entry of recording.entries()) {
      if (stopped.aborted) break;
      if (entry.connection !== connection.id || entry.type === 'exchange') continue;
      if (isFirst) this.#timeline.anchor(entry.atUs);
      isFirst = false;
      if (entry.type === 'closed') {
        if (loop) await this.#timeline.until(entry.atUs, stopped);
        break;
      }
      if (entry.type !== 'message') continue;
      if (entry.direction === 'up') {
        if (!isRepeated) await this.#awaitClient(entry);
      } else if (this.#isPlayed(entry, isRepeated)) {
        if (!(await this.#timeline.until(entry.atUs, stopped))) break;
        send(entry);
        sent += 1;
      }
    }
    return sent;
  }

  /** Handshakes and answers are sent when the client asks for them. */
  #isPlayed({ parts }: RecordedMessage, isRepeated: boolean): boolean {
    const kind = parts[0]?.kind;
    if (kind === 'ping' || kind === 'pong') return false;
    if (kind === 'close') return !this.#options.loop && !isRepeated;
    if (!this.#options.connection.isSocketIo) return true;
    const packet = packetOf(parts);
    return packet?.type === 'event' || packet?.type === 'disconnect';
  }

  async #awaitClient(message: RecordedMessage): Promise<void> {
    const { connection, progress, differences } = this.#options;
    const kind = message.parts[0]?.kind;
    if (kind !== 'text' && kind !== 'binary') return;
    if (!connection.isSocketIo) {
      this.#received += 1;
      const count = this.#received;
      const wasPatient = this.#isPatient;
      const isSent = await this.#within((stopped) => progress.messages(count, stopped));
      if (!isSent && wasPatient) differences.add(`${connection.id}: message ${count} of the client did not come`);
      this.#timeline.anchor(message.atUs);
      return;
    }
    const packet = packetOf(message.parts);
    const name = packet?.type === 'connect' ? `connect ${packet.namespace}` : packet?.event;
    // A client that plays pictures acknowledges as fast as it can: only the first event of a name starts something.
    if (name === undefined || this.#seen.has(name)) return;
    this.#seen.add(name);
    const isSent = await this.#within((stopped) => progress.event(name, stopped));
    if (!isSent) differences.add(`${connection.id}: the event "${name}" of the client did not come`);
    this.#timeline.anchor(message.atUs);
  }

  /** @returns whether the client has sent what is waited for */
  async #within(wait: (stopped: AbortSignal) => Promise<void>): Promise<boolean> {
    const { patienceMs, stopped, connection } = this.#options;
    // A client of plain WebSocket that has once sent too little is not waited for again.
    const patience = AbortSignal.timeout(this.#isPatient ? patienceMs : 0);
    await wait(AbortSignal.any([stopped, patience]));
    if (stopped.aborted || !patience.aborted) return true;
    this.#isPatient = connection.isSocketIo;
    return false;
  }
}
