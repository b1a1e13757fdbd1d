/** What a server sent in the recording, and what the server under test sends: compared by name and shape, not by values. */
import { packetOf, type SocketIoPacket } from '../../../proxy/messages/socket-io.ts';
import { parseShallow } from '../../../input/shallow-json.ts';
import type { RawPart } from '../../file/descriptors.ts';
import { messageName } from '../../message-name.ts';
import type { ReplayedConnection } from '../contents.ts';
import { shapeDifferences, shapeOf } from './shapes.ts';

/** Names of one side. A server can invent them without end. */
const NAMES_MAX = 1000;
/** Requests whose answers are still named. */
const REQUESTS_MAX = 10_000;
/** Longer texts are compared by name alone. */
const SHAPED_MAX_BYTES = 64 * 1024;

interface Seen {
  count: number;
  /** Of the first one. */
  readonly shape: unknown;
}

export class Expectations {
  readonly #connection: ReplayedConnection;
  readonly #recorded = new SeenMessages();
  readonly #came = new SeenMessages();

  constructor(connection: ReplayedConnection) {
    this.#connection = connection;
  }

  /** A message of the recording, of either direction. */
  recorded(direction: 'up' | 'down', parts: readonly RawPart[]): void {
    const packet = this.#connection.isSocketIo ? packetOf(parts) : undefined;
    if (direction === 'up') {
      this.#recorded.asked(packet);
    } else if (isCompared(this.#connection, parts, packet)) {
      this.#recorded.add(parts, packet);
    }
  }

  /** A request that is sent to the server under test. */
  asked(packet: SocketIoPacket): void {
    this.#came.asked(packet);
  }

  /** A message of the server under test. */
  came(parts: readonly RawPart[], packet: SocketIoPacket | undefined): void {
    if (isCompared(this.#connection, parts, packet)) this.#came.add(parts, packet);
  }

  /** Everything that was recorded has come at least once. */
  get isMet(): boolean {
    return [...this.#recorded.byName.keys()].every((name) => this.#came.byName.has(name));
  }

  /** One line each. */
  differences(): string[] {
    const { id } = this.#connection;
    const lines: string[] = [];
    for (const [name, { count, shape }] of this.#recorded.byName) {
      const came = this.#came.byName.get(name);
      if (!came) lines.push(`${id}: ${name} was recorded ${times(count)} and did not come`);
      else lines.push(...shapeDifferences(shape, came.shape).map((difference) => `${id}: ${name}: ${difference}`));
    }
    for (const [name, { count }] of this.#came.byName) {
      if (!this.#recorded.byName.has(name)) lines.push(`${id}: ${name} came ${times(count)} and is not in the recording`);
    }
    for (const [verb, { leftOut }] of [
      ['were recorded', this.#recorded],
      ['came', this.#came],
    ] as const) {
      if (leftOut > 0) lines.push(`${id}: after ${NAMES_MAX} names, ${leftOut} messages of further names ${verb}; they are not compared`);
    }
    return lines;
  }
}

/** Control frames and the packets of Engine.IO say nothing about the server. */
function isCompared({ isSocketIo }: ReplayedConnection, [first]: readonly RawPart[], packet: SocketIoPacket | undefined): boolean {
  if (isSocketIo) return packet !== undefined;
  return first?.kind === 'text' || first?.kind === 'binary';
}

/** The messages of one side by name. */
class SeenMessages {
  readonly byName = new Map<string, Seen>();
  /** Messages of further names. */
  leftOut = 0;
  readonly #requests = new Map<string, string>();

  asked(packet: SocketIoPacket | undefined): void {
    if (packet?.event === undefined || packet.id === undefined) return;
    this.#requests.set(keyOf(packet), packet.event);
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > REQUESTS_MAX && oldest !== undefined) this.#requests.delete(oldest);
  }

  add(parts: readonly RawPart[], packet: SocketIoPacket | undefined): void {
    const event = packet?.type === 'ack' ? this.#requests.get(keyOf(packet)) : undefined;
    const name = packet?.type === 'ack' ? `the answer to "${event ?? '?'}"` : `"${messageName(parts, packet)}"`;
    const known = this.byName.get(name);
    if (known) known.count += 1;
    else if (this.byName.size >= NAMES_MAX) this.leftOut += 1;
    else this.byName.set(name, { count: 1, shape: contentShape(parts, packet) });
  }
}

function contentShape(parts: readonly RawPart[], packet: SocketIoPacket | undefined): unknown {
  const [first] = parts;
  // Nothing is different from null.
  if ((first?.payload.length ?? 0) > SHAPED_MAX_BYTES) return null;
  // The arguments of an event have names only by their places.
  if (packet) return Object.fromEntries(packet.args.map((arg, index) => [`argument ${index}`, shapeOf(arg)]));
  if (first?.kind !== 'text') return null;
  return shapeOf(parseShallow(Buffer.from(first.payload).toString('utf8')));
}

function keyOf({ namespace, id }: SocketIoPacket): string {
  return `${namespace} ${id ?? ''}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
