/** What a server sent in the recording, and what the server under test sends: compared by name and shape, not by values. */
import { packetOf, type SocketIoPacket } from '../../../proxy/messages/socket-io.ts';
import { parseShallow } from '../../../input/shallow-json.ts';
import type { RawPart } from '../../file/descriptors.ts';
import { messageName } from '../../message-name.ts';
import type { ReplayedConnection } from '../contents.ts';
import { shapeDifferences, shapeOf } from './shapes.ts';

interface Seen {
  count: number;
  /** Of the first one. */
  readonly shape: unknown;
}

type Messages = Map<string, Seen>;

export class Expectations {
  readonly #connection: ReplayedConnection;
  readonly #recorded: Messages = new Map();
  readonly #came: Messages = new Map();
  readonly #recordedRequests = new Map<string, string>();
  readonly #requests = new Map<string, string>();

  constructor(connection: ReplayedConnection) {
    this.#connection = connection;
  }

  /** A message of the recording, of either direction. */
  recorded(direction: 'up' | 'down', parts: readonly RawPart[]): void {
    const packet = this.#connection.isSocketIo ? packetOf(parts) : undefined;
    if (direction === 'up') {
      if (packet?.event !== undefined && packet.id !== undefined) this.#recordedRequests.set(keyOf(packet), packet.event);
    } else if (isCompared(this.#connection, parts, packet)) {
      note(this.#recorded, this.#recordedRequests, parts, packet);
    }
  }

  /** A request that is sent to the server under test. */
  asked(packet: SocketIoPacket): void {
    if (packet.event !== undefined && packet.id !== undefined) this.#requests.set(keyOf(packet), packet.event);
  }

  /** A message of the server under test. */
  came(parts: readonly RawPart[], packet: SocketIoPacket | undefined): void {
    if (isCompared(this.#connection, parts, packet)) note(this.#came, this.#requests, parts, packet);
  }

  /** Everything that was recorded has come at least once. */
  get isMet(): boolean {
    return [...this.#recorded.keys()].every((name) => this.#came.has(name));
  }

  /** One line each. */
  differences(): string[] {
    const { id } = this.#connection;
    const lines: string[] = [];
    for (const [name, { count, shape }] of this.#recorded) {
      const came = this.#came.get(name);
      if (!came) lines.push(`${id}: ${name} was recorded ${times(count)} and did not come`);
      else lines.push(...shapeDifferences(shape, came.shape).map((difference) => `${id}: ${name}: ${difference}`));
    }
    for (const [name, { count }] of this.#came) {
      if (!this.#recorded.has(name)) lines.push(`${id}: ${name} came ${times(count)} and is not in the recording`);
    }
    return lines;
  }
}

/** Control frames and the packets of Engine.IO say nothing about the server. */
function isCompared({ isSocketIo }: ReplayedConnection, [first]: readonly RawPart[], packet: SocketIoPacket | undefined): boolean {
  if (isSocketIo) return packet !== undefined;
  return first?.kind === 'text' || first?.kind === 'binary';
}

function note(
  messages: Messages,
  requests: ReadonlyMap<string, string>,
  parts: readonly RawPart[],
  packet: SocketIoPacket | undefined,
): void {
  const event = packet?.type === 'ack' ? requests.get(keyOf(packet)) : undefined;
  const name = packet?.type === 'ack' ? `the answer to "${event ?? '?'}"` : `"${messageName(parts, packet)}"`;
  const known = messages.get(name);
  if (known) known.count += 1;
  else messages.set(name, { count: 1, shape: contentShape(parts, packet) });
}

function contentShape(parts: readonly RawPart[], packet: SocketIoPacket | undefined): unknown {
  // The arguments of an event have names only by their places.
  if (packet) return Object.fromEntries(packet.args.map((arg, index) => [`argument ${index}`, shapeOf(arg)]));
  const [first] = parts;
  if (first?.kind !== 'text') return null;
  return shapeOf(parseShallow(Buffer.from(first.payload).toString('utf8')));
}

function keyOf({ namespace, id }: SocketIoPacket): string {
  return `${namespace} ${id ?? ''}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
